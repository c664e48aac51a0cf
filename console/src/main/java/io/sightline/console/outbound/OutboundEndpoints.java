package io.sightline.console.outbound;

import static io.sightline.console.http.Endpoint.Method.DELETE;
import static io.sightline.console.http.Endpoint.Method.GET;
import static io.sightline.console.http.Endpoint.Method.POST;
import static io.sightline.console.http.Endpoint.Method.PUT;

import io.sightline.console.api.OutboundForm;
import io.sightline.console.api.OutboundSecret;
import io.sightline.console.api.OutboundTest;
import io.sightline.console.api.OutboundView;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Problem;
import io.sightline.console.http.Request;
import io.sightline.console.kafka.Stores;
import io.sightline.core.UserError;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.OutboundKind;
import io.sightline.schemas.avro.OutboundTarget;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Where events are handed to outside of Kafka. */
public final class OutboundEndpoints {
    private static final int ID_BYTES = 8;
    private static final int MOST_TARGETS = 50;
    private static final int TESTS_AT_ONCE = 2;

    private final Outbound outbound;
    private final Stores stores;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Semaphore tests = new Semaphore(TESTS_AT_ONCE);

    public OutboundEndpoints(Outbound outbound, Stores stores, InstantSource clock) {
        this.outbound = outbound;
        this.stores = stores;
        this.clock = clock;
    }

    public List<Endpoint> all() {
        return List.of(
                Endpoint.of(GET, "/outbound", "list-targets", "Targets of events, and how each fares")
                        .role(Role.ADMIN)
                        .givesMany(OutboundView.class)
                        .by(request -> outbound.all()),
                Endpoint.of(POST, "/outbound", "add-target", "Adds one; what happens from now on is handed to it")
                        .role(Role.ADMIN)
                        .takes(OutboundForm.class)
                        .gives(OutboundView.class)
                        .by(this::add),
                Endpoint.of(PUT, "/outbound/{id}", "change-target", "Changes one; it keeps its position")
                        .role(Role.ADMIN)
                        .takes(OutboundForm.class)
                        .gives(OutboundView.class)
                        .by(this::change),
                Endpoint.of(DELETE, "/outbound/{id}", "remove-target", "Removes one")
                        .role(Role.ADMIN)
                        .by(this::remove),
                Endpoint.of(POST, "/outbound/{id}/test", "test-target", "Sends it a message of kind TEST")
                        .role(Role.ADMIN)
                        .gives(OutboundTest.class)
                        .by(this::test),
                Endpoint.of(
                                POST,
                                "/outbound/{id}/secret",
                                "show-target-secret",
                                "Shows the secret by which its messages are signed")
                        .role(Role.ADMIN)
                        .gives(OutboundSecret.class)
                        .by(this::secret));
    }

    private OutboundView add(Request request) {
        OutboundForm form = request.body(OutboundForm.class);
        if (outbound.all().size() >= MOST_TARGETS) {
            throw Problem.conflict("There are " + MOST_TARGETS + " targets already; remove one first");
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return put(request, HexFormat.of().formatHex(id), form, now());
    }

    private OutboundView change(Request request) {
        OutboundForm form = request.body(OutboundForm.class);
        OutboundTarget before = known(request);
        if (!before.getKind().name().equals(form.kind().name())) {
            throw new UserError("kind cannot be changed; remove this target, and add another");
        }
        return put(request, before.getTargetId(), form, before.getCreatedAt());
    }

    private OutboundView put(Request request, String id, OutboundForm form, Instant createdAt) {
        String digest =
                form.kind() == OutboundForm.Kind.WEBHOOK ? outbound.key().digestOf(id) : null;
        OutboundTarget record = TargetForms.record(id, form, digest, createdAt, now());
        request.about(
                id,
                Map.of("enabled", Boolean.toString(form.enabled()), "names", form.includeName() ? "sent" : "not sent"));
        stores.with(topics -> {
            topics.put(Topics.OUTBOUND, id, record);
            return null;
        });
        return outbound.view(record);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS); // as it is kept
    }

    private Object remove(Request request) {
        String id = known(request).getTargetId();
        request.about(id, Map.of());
        stores.with(topics -> {
            topics.remove(Topics.OUTBOUND, id);
            return null;
        });
        return null;
    }

    private OutboundTest test(Request request) {
        OutboundTarget target = known(request);
        request.about(target.getTargetId(), Map.of());
        if (!tests.tryAcquire()) {
            throw Problem.tooMany(10, "Other targets are being tried; try again in a moment");
        }
        try {
            return outbound.test(target);
        } finally {
            tests.release();
        }
    }

    private OutboundSecret secret(Request request) {
        OutboundTarget target = known(request);
        if (target.getKind() != OutboundKind.WEBHOOK) {
            throw Problem.notFound("Only webhooks are signed; this target has no secret");
        }
        request.about(target.getTargetId(), Map.of());
        return new OutboundSecret(SigningKey.shown(outbound.key().secretOf(target.getTargetId())));
    }

    private OutboundTarget known(Request request) {
        String id = request.path("id");
        return outbound.find(id).orElseThrow(() -> Problem.notFound("There is no target " + id));
    }
}
