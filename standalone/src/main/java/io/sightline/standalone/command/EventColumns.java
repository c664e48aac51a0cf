package io.sightline.standalone.command;

import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Reasons;
import io.sightline.standalone.topics.People;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** For people: time, camera, what, who, how sure, in columns of fixed width, because lines are printed as they come. */
final class EventColumns implements EventFormat {
    private static final String LAYOUT = "%-19s  %-12s  %-10s  %-24s  %8s  %9s";

    private final DateTimeFormatter time;

    EventColumns(ZoneId zone) {
        this.time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    @Override
    public Optional<String> heading() {
        return Optional.of(
                String.format(Locale.ROOT, LAYOUT, "TIME", "CAMERA", "EVENT", "WHO", "DISTANCE", "THRESHOLD"));
    }

    @Override
    public String line(IdentityEvent event, People people) {
        Reasons reasons = event.getReasons();
        String who = event.getPersonId() == null ? "unknown" : people.nameOf(event.getPersonId());
        return String.format(
                        Locale.ROOT,
                        LAYOUT,
                        time.format(event.getCapturedAt()),
                        event.getCameraId(),
                        event.getKind(),
                        who,
                        reasons == null ? "" : decimal(reasons.getDistance()),
                        reasons == null ? "" : decimal(reasons.getThreshold()))
                .stripTrailing();
    }

    private static String decimal(Float value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.3f", value);
    }
}
