package io.sightline.ingest;

import io.sightline.core.Zone;
import io.sightline.core.config.Setting;
import java.util.List;

/** A zone as the configuration file gives it. */
public record ZoneConfig(
        @Setting(doc = "What people call it; another one for each zone of a camera") String name,
        @Setting(doc = "look: faces count only in zones of this kind; ignore: they never count here")
                Zone.Purpose purpose,
        @Setting(
                        doc =
                                "The polygon: 3 to 32 times [x, y], in parts of the picture's width and height from the top left")
                List<List<Double>> points) {

    public ZoneConfig {
        points = points.stream().map(List::copyOf).toList();
        for (List<Double> point : points) {
            if (point.size() != 2) {
                throw new IllegalArgumentException("points has " + point + ", expected [x, y]");
            }
        }
    }

    /** @throws IllegalArgumentException naming the zone, what is wrong and what would be right */
    Zone zone() {
        return new Zone(
                name,
                purpose,
                points.stream().map(p -> new Zone.Corner(p.get(0), p.get(1))).toList());
    }
}
