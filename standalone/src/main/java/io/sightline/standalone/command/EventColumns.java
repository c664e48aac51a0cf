package io.sightline.standalone.command;

import io.sightline.operations.topics.People;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Reasons;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** For people: time, camera, what, who, how sure, in columns of fixed width, because lines are printed as they come. */
final class EventColumns implements EventFormat {
    private static final String LAYOUT = "%-19s  %-12s  %-10s  %-30s  %8s  %9s  %s";

    private final DateTimeFormatter time;

    EventColumns(ZoneId zone) {
        this.time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    @Override
    public Optional<String> heading() {
        return Optional.of(
                String.format(Locale.ROOT, LAYOUT, "TIME", "CAMERA", "EVENT", "WHO", "DISTANCE", "THRESHOLD", "ID"));
    }

    @Override
    public String line(IdentityEvent event, People people) {
        Reasons reasons = event.getReasons();
        return String.format(
                        Locale.ROOT,
                        LAYOUT,
                        time.format(event.getCapturedAt()),
                        event.getCameraId(),
                        event.getKind(),
                        who(event, people),
                        reasons == null ? "" : decimal(reasons.getDistance()),
                        reasons == null ? "" : decimal(reasons.getThreshold()),
                        event.getEventId())
                .stripTrailing();
    }

    private static String who(IdentityEvent event, People people) {
        String who = name(event.getPersonId(), event.getAnonymousId(), people);
        return event.getCorrects() == null
                ? who
                : who + ", not " + name(event.getFormerPersonId(), event.getFormerAnonymousId(), people);
    }

    private static String name(String personId, String anonymousId, People people) {
        if (personId != null) {
            return people.nameOf(personId);
        }
        return anonymousId == null ? "unknown" : anonymousId;
    }

    private static String decimal(Float value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.3f", value);
    }
}
