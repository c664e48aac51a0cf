package io.sightline.client;

import io.sightline.schemas.avro.IdentityEvent;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the handler, survives what it throws, and logs. One thread tells; {@link #away} may be asked by any. */
final class Reports {
    private static final Logger log = LoggerFactory.getLogger(IdentityEvents.class);

    private final EventHandler handler;
    private final Map<Dependency, String> away = new EnumMap<>(Dependency.class);

    Reports(EventHandler handler) {
        this.handler = handler;
    }

    void handOver(IdentityEvent event) {
        try {
            if (Freshness.isCorrection(event)) {
                handler.onCorrection(event);
            } else {
                handler.onEvent(event);
            }
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("camera", event.getCameraId())
                    .addKeyValue("event", event.getEventId())
                    .setCause(e)
                    .log("The handler failed; the event does not come again");
            tell(() -> handler.onFailure(event, e));
        }
    }

    void refused(Refusal refusal) {
        log.atDebug()
                .addKeyValue("reason", refusal.reason())
                .addKeyValue("partition", refusal.partition())
                .addKeyValue("offset", refusal.offset())
                .addKeyValue("message", refusal.message())
                .log("An event is not handed over");
        tell(() -> handler.onRefused(refusal));
    }

    void gap(Gap gap) {
        log.atWarn()
                .addKeyValue("camera", gap.cameraId())
                .addKeyValue("expected", gap.expected())
                .addKeyValue("found", gap.found())
                .log("Events were missed");
        tell(() -> handler.onGap(gap));
    }

    void logReplaced() {
        log.atWarn().log("The topic was made anew; it is read from its beginning");
        tell(handler::onLogReplaced);
    }

    void ready(Map<Integer, Long> at) {
        log.atInfo().addKeyValue("positions", at).log("Reading identity events");
        tell(handler::onReady);
    }

    void isAway(Dependency dependency, String why) {
        boolean news;
        synchronized (away) {
            news = away.put(dependency, why) == null;
        }
        if (news) {
            log.atWarn()
                    .addKeyValue("dependency", dependency)
                    .addKeyValue("why", why)
                    .log("Waiting for a dependency");
            tell(() -> handler.onAway(dependency, why));
        }
    }

    void isThere(Dependency dependency) {
        boolean news;
        synchronized (away) {
            news = away.remove(dependency) != null;
        }
        if (news) {
            log.atInfo().addKeyValue("dependency", dependency).log("A dependency is back");
            tell(() -> handler.onBack(dependency));
        }
    }

    Map<Dependency, String> away() {
        synchronized (away) {
            return Map.copyOf(away);
        }
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("The handler failed at a report");
        }
    }
}
