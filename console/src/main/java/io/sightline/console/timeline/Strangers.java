package io.sightline.console.timeline;

import io.sightline.console.api.StrangerGroup;
import io.sightline.console.api.StrangerGroup.Nearest;
import io.sightline.console.http.Endpoint;
import io.sightline.console.people.PeopleBook;
import io.sightline.models.Manifest;
import io.sightline.operations.identity.StrangerClusters;
import io.sightline.operations.identity.StrangerOverview;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.StrangerEntry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Strangers of the last weeks, grouped by what they look like. Thread-safe. */
final class Strangers {
    private static final Duration SINCE = Duration.ofDays(30);
    /** Time grows with the square: so many take about a second of a core. */
    private static final int MOST_FACES = 3_000;

    private static final int MOST_GROUPS = 200;
    private static final int MOST_CROPS = 6;

    private final PeopleBook people;
    private final Supplier<List<Manifest>> manifests;
    private final InstantSource clock;

    /** @param manifests of the bundles that are known here */
    Strangers(PeopleBook people, Supplier<List<Manifest>> manifests, InstantSource clock) {
        this.people = people;
        this.manifests = manifests;
        this.clock = clock;
    }

    /** @throws io.sightline.operations.topics.Unavailable if the topics cannot be read */
    List<StrangerGroup> groups(TopicStore topics) {
        return StrangerOverview.read(topics, manifests.get(), clock.instant().minus(SINCE), MOST_FACES, faces -> {})
                .map(this::groups)
                .orElse(List.of());
    }

    private List<StrangerGroup> groups(StrangerOverview overview) {
        double near = StrangerClusters.NEAR_SHARE * overview.threshold();
        return overview.groups().stream()
                .limit(MOST_GROUPS)
                .map(seen -> group(seen, near))
                .toList();
    }

    private StrangerGroup group(StrangerOverview.Seen seen, double near) {
        List<String> crops = seen.group().templates().stream()
                .filter(t -> t.getCrop() != null)
                .map(Strangers::url)
                .distinct()
                .limit(MOST_CROPS)
                .toList();
        Map<String, String> byKey = seen.group().templates().stream()
                .filter(t -> t.getCrop() != null)
                .collect(Collectors.toMap(StrangerEntry::getAnonymousId, Strangers::url, (best, next) -> best));
        return new StrangerGroup(
                seen.group().keys().get(0),
                seen.group().keys(),
                seen.summary().sightings(),
                seen.cameras(),
                seen.first(),
                seen.last(),
                crops,
                byKey,
                seen.group()
                        .nearest()
                        .filter(n -> n.distance() <= near)
                        .map(n -> new Nearest(n.personId(), people.nameOf(n.personId()), n.distance())));
    }

    private static String url(StrangerEntry template) {
        CropRef crop = template.getCrop();
        return Endpoint.BASE + "/crops/" + crop.getPartition() + "-" + crop.getOffset();
    }
}
