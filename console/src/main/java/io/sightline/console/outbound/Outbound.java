package io.sightline.console.outbound;

import io.micrometer.core.instrument.MeterRegistry;
import io.sightline.console.access.SecretReference;
import io.sightline.console.api.OutboundTest;
import io.sightline.console.api.OutboundView;
import io.sightline.core.UserError;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.service.Connection;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.MqttBroker;
import io.sightline.schemas.avro.OutboundKind;
import io.sightline.schemas.avro.OutboundTarget;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** All targets outside of Kafka, as topic {@code outbound} has them, and a courier for each. Thread-safe. */
public final class Outbound implements AutoCloseable {
    private static final Duration TRY = Duration.ofSeconds(10);

    private final Connection connection;
    private final AvroCodec codec;
    private final Function<String, Optional<String>> names;
    private final SigningKey key;
    private final SecretReference secrets;
    private final SSLContext trust;
    private final MeterRegistry metrics;
    private final InstantSource clock;
    private final Consumer<OutboundTarget> disable;
    /** Guards what follows; couriers are opened and closed outside of it, which takes seconds. */
    private final Object lock = new Object();

    private final Map<String, OutboundTarget> targets = new TreeMap<>();
    private final Map<String, Tally> tallies = new TreeMap<>();
    /** Guards the couriers: two of one target would be two members of its group. */
    private final Object work = new Object();

    private final Map<String, Courier> couriers = new TreeMap<>();
    private boolean isOn;

    /**
     * Makes it, and starts nothing.
     *
     * @param codec closed by the caller
     * @param names a person's name now, by personId; empty for who is gone
     * @param keyFile what signing secrets are made from; made at first use
     * @param secrets where passwords of brokers come from
     * @param authorities file of those that are believed beside Java's own; as PEM
     * @param disable writes down the record of a target that is disabled; throws if that cannot be done now
     */
    public Outbound(
            Connection connection,
            AvroCodec codec,
            Function<String, Optional<String>> names,
            Optional<Path> keyFile,
            SecretReference secrets,
            Optional<Path> authorities,
            MeterRegistry metrics,
            InstantSource clock,
            Consumer<OutboundTarget> disable) {
        this.connection = connection;
        this.codec = codec;
        this.names = names;
        this.key = new SigningKey(keyFile);
        this.secrets = secrets;
        this.trust = TrustedAuthorities.with(authorities);
        this.metrics = metrics;
        this.clock = clock;
        this.disable = disable;
    }

    /** Takes in a record of the topic; what it says holds when this returns. */
    public void learn(Entry<OutboundTarget> entry) {
        synchronized (work) {
            synchronized (lock) {
                OutboundTarget before =
                        entry.value() == null ? targets.remove(entry.key()) : targets.put(entry.key(), entry.value());
                if (entry.value() != null && entry.value().equals(before)) {
                    return;
                }
                if (entry.value() == null) {
                    tallies.remove(entry.key());
                }
            }
            Courier old = couriers.remove(entry.key());
            if (old != null) {
                old.close();
            }
            if (isOn && entry.value() != null) {
                open(entry.value());
            }
        }
    }

    /** Begins to hand over. */
    public void start() {
        synchronized (work) {
            isOn = true;
            records().forEach(this::open);
        }
    }

    private List<OutboundTarget> records() {
        synchronized (lock) {
            return List.copyOf(targets.values());
        }
    }

    private void open(OutboundTarget target) {
        if (!target.getEnabled() || target.getKind() == OutboundKind.UNSPECIFIED) {
            return;
        }
        Tally tally = tally(target);
        try {
            var courier = new Courier(
                    target,
                    channel(target, true),
                    new Letters(target, names),
                    connection,
                    codec,
                    tally,
                    clock,
                    () -> disable.accept(disabled(target)));
            couriers.put(target.getTargetId(), courier);
            courier.start();
        } catch (UserError e) {
            tally.error(e.getMessage());
        }
    }

    private OutboundTarget disabled(OutboundTarget target) {
        return OutboundTarget.newBuilder(target)
                .setEnabled(false)
                .setDisabledBecause("It answered that it wants nothing more (410 Gone)")
                .setChangedAt(clock.instant())
                .build();
    }

    /** @param isLasting whether it is to be seen by others that it is connected */
    private Channel channel(OutboundTarget target, boolean isLasting) {
        if (target.getKind() == OutboundKind.MQTT) {
            MqttBroker broker = target.getMqtt();
            return new MqttChannel(
                    broker,
                    new AddressRule(target.getAllowPrivate(), !broker.getTls()),
                    trust,
                    secrets,
                    new MqttMessages(target, names),
                    isLasting);
        }
        if (!key.digestOf(target.getTargetId()).equals(target.getSecretDigest())) {
            throw new UserError("This console's keyFile is not the one that the target was made with: its signatures"
                    + " would be wrong. Give all consoles the same file, or save the target again and tell its receiver"
                    + " the new secret");
        }
        return new WebhookChannel(
                URI.create(target.getUrl()),
                new AddressRule(target.getAllowPrivate(), target.getUrl().startsWith("http:")),
                trust,
                key.secretOf(target.getTargetId()),
                isLasting ? Courier.AT_ONCE : 1,
                clock);
    }

    private Tally tally(OutboundTarget target) {
        synchronized (lock) {
            return tallies.computeIfAbsent(target.getTargetId(), id -> new Tally(target.getKind(), metrics, clock));
        }
    }

    /** By name. */
    List<OutboundView> all() {
        return records().stream()
                .filter(t -> t.getKind() != OutboundKind.UNSPECIFIED)
                .map(this::view)
                .sorted(Comparator.comparing((OutboundView v) -> v.settings().name())
                        .thenComparing(OutboundView::id))
                .toList();
    }

    Optional<OutboundTarget> find(String id) {
        synchronized (lock) {
            return Optional.ofNullable(targets.get(id)).filter(t -> t.getKind() != OutboundKind.UNSPECIFIED);
        }
    }

    OutboundView view(OutboundTarget target) {
        return new OutboundView(
                target.getTargetId(),
                TargetForms.form(target),
                target.getCreatedAt(),
                Optional.ofNullable(target.getDisabledBecause()),
                tally(target).state());
    }

    SigningKey key() {
        return key;
    }

    /** Sends a message of kind TEST, once. */
    OutboundTest test(OutboundTarget target) {
        try (Channel channel = channel(target, false)) {
            Outcome outcome = channel.send(Letters.test(clock.instant()), TRY);
            if (outcome instanceof Outcome.Delivered delivered) {
                return new OutboundTest(true, "It works. " + delivered.words() + ".");
            } else if (outcome instanceof Outcome.GivenUp givenUp) {
                return new OutboundTest(false, givenUp.why());
            } else if (outcome instanceof Outcome.Gone gone) {
                return new OutboundTest(false, gone.why());
            }
            return new OutboundTest(false, ((Outcome.Failed) outcome).why());
        }
    }

    @Override
    public void close() {
        synchronized (work) {
            isOn = false;
            // Together: each leaves its group, which takes a moment.
            couriers.values().parallelStream().forEach(Courier::close);
            couriers.clear();
        }
    }
}
