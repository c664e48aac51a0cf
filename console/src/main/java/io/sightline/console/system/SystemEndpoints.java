package io.sightline.console.system;

import static io.sightline.console.http.Endpoint.Method.GET;
import static io.sightline.console.http.Endpoint.Method.POST;

import io.sightline.console.api.DeadLetterView;
import io.sightline.console.api.Role;
import io.sightline.console.api.SystemView;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Request;
import io.sightline.console.kafka.Stores;
import io.sightline.core.service.Health;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How the system is, and records that it could not use. */
public final class SystemEndpoints {
    private final SystemState state;
    private final Stores stores;

    public SystemEndpoints(Stores stores, Health health, String version, Instant startedAt) {
        this.state = new SystemState(health, version, startedAt);
        this.stores = stores;
    }

    public List<Endpoint> all() {
        return List.of(
                Endpoint.of(GET, "/system", "show-system", "Stages, lag, storage and versions")
                        .role(Role.VIEWER)
                        .gives(SystemView.class)
                        .by(request -> stores.with(state::view)),
                Endpoint.of(
                                GET,
                                "/dead-letters",
                                "list-dead-letters",
                                "Records that could not be used, the latest first")
                        .role(Role.ADMIN)
                        .givesMany(DeadLetterView.class)
                        .by(request -> stores.with(topics -> new DeadLetters(topics).latest())),
                Endpoint.of(GET, "/dead-letters/{id}", "show-dead-letter", "One of them, with what it says")
                        .role(Role.ADMIN)
                        .gives(DeadLetterView.class)
                        .by(request -> stores.with(topics -> new DeadLetters(topics).show(request.path("id")))),
                Endpoint.of(
                                POST,
                                "/dead-letters/{id}/replay",
                                "replay-dead-letter",
                                "Writes it again to where it came from")
                        .role(Role.ADMIN)
                        .by(this::replay));
    }

    private Object replay(Request request) {
        String id = request.path("id");
        request.about(id, Map.of());
        return stores.with(topics -> {
            new DeadLetters(topics).replay(id);
            return null;
        });
    }
}
