package io.sightline.matcher;

import static io.sightline.matcher.Recorded.GOOD;
import static io.sightline.matcher.Recorded.cameraTime;
import static io.sightline.matcher.Recorded.face;
import static io.sightline.matcher.Recorded.personId;
import static io.sightline.matcher.Recorded.picture;
import static io.sightline.matcher.Recorded.trackEnded;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.config.ConfigLoader;
import io.sightline.matcher.state.CameraState;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.IdentityEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However cameras mix, however often a record is delivered and from however far back: the events are the same. */
class InterleavingTest {
    private static final int PEOPLE = 4;

    private final Knowledge knowledge = Knowledge.of(Recorded.MODEL, new Gallery());
    private final Gallery gallery = knowledge.gallery();
    private final TrackDecider decider = knowledge.decider(ConfigLoader.defaults(DecisionSettings.class));
    private final SightingSettings settings = ConfigLoader.defaults(SightingSettings.class);
    private final Serde<CameraState> serde = StateSerde.of(CameraState.class);

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @BeforeEach
    void enrol() {
        for (int who = 0; who < PEOPLE - 1; who++) {
            String key =
                    new GalleryKey(personId(who), "photo", Recorded.MODEL.id().toString()).toString();
            gallery.put(key, personId(who), picture(who, 0.3, 500), who);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void disorderInDeliveryDoesNotShow(long seed) {
        Random random = new Random(seed);
        Map<String, List<FaceEmbedding>> scripts = new LinkedHashMap<>();
        for (String camera : List.of("lobby", "yard", "desk")) {
            scripts.put(camera, script(camera, random));
        }
        List<FaceEmbedding> inTurn =
                scripts.values().stream().flatMap(List::stream).toList();

        Map<String, List<IdentityEvent>> expected = run(inTurn);
        Map<String, List<IdentityEvent>> actual = run(disordered(scripts, random));

        assertThat(expected.values()).allSatisfy(events -> assertThat(events)
                .extracting(IdentityEvent::getKind)
                .contains(EventKind.APPEARED, EventKind.IDENTIFIED, EventKind.LEFT));
        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensSequencesHaveNoGapsIdsAreUniqueAndAppearedIsAnsweredByLeft(long seed) {
        List<IdentityEvent> events = run(script("lobby", new Random(seed))).getOrDefault("lobby", List.of());

        assertThat(events)
                .extracting(IdentityEvent::getSequence)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events).extracting(IdentityEvent::getEventId).doesNotHaveDuplicates();
        assertThat(tracksOf(events, EventKind.LEFT))
                .containsExactlyInAnyOrderElementsOf(tracksOf(events, EventKind.APPEARED));
        assertThat(events)
                .filteredOn(e -> e.getKind() == EventKind.IDENTIFIED)
                .extracting(e -> e.getTrackId() + e.getPersonId())
                .doesNotHaveDuplicates();
    }

    private static List<String> tracksOf(List<IdentityEvent> events, EventKind kind) {
        return events.stream()
                .filter(e -> e.getKind() == kind)
                .map(IdentityEvent::getTrackId)
                .toList();
    }

    /** A minute or two of people who come and go, in the order in which a camera's records are published. */
    private static List<FaceEmbedding> script(String camera, Random random) {
        List<FaceEmbedding> records = new ArrayList<>();
        Map<String, Integer> inView = new LinkedHashMap<>();
        int tracks = 0;
        long number = -1;
        for (int second = 0; second < 90; second++) {
            records.add(cameraTime(camera, number, second));
            if (inView.size() < 3 && random.nextInt(4) == 0) {
                inView.put(camera + "-" + tracks++, random.nextInt(PEOPLE));
            }
            number++;
            int column = 0;
            for (Map.Entry<String, Integer> track : List.copyOf(inView.entrySet())) {
                column++;
                int who = random.nextInt(12) == 0 ? random.nextInt(PEOPLE) : track.getValue();
                if (random.nextInt(8) == 0) {
                    inView.remove(track.getKey());
                    records.add(trackEnded(camera, number, second + 0.1, track.getKey()));
                } else {
                    records.add(face(
                            camera,
                            number,
                            second + 0.1,
                            track.getKey(),
                            column,
                            picture(who, 0.3 + 0.5 * random.nextDouble(), number),
                            GOOD * random.nextFloat()));
                }
            }
        }
        records.add(cameraTime(camera, number, 200));
        return records;
    }

    /** Cameras mixed at random; a record comes twice at times, and a camera's log is at times read again from behind. */
    private static List<FaceEmbedding> disordered(Map<String, List<FaceEmbedding>> scripts, Random random) {
        List<FaceEmbedding> order = new ArrayList<>();
        Map<String, Integer> next = new HashMap<>();
        List<String> left = new ArrayList<>(scripts.keySet());
        while (!left.isEmpty()) {
            String camera = left.get(random.nextInt(left.size()));
            List<FaceEmbedding> script = scripts.get(camera);
            int at = next.merge(camera, 0, Integer::sum);
            order.add(script.get(at));
            if (random.nextInt(10) == 0) {
                order.add(script.get(at));
            }
            if (random.nextInt(40) == 0) {
                int back = Math.max(0, at - random.nextInt(30));
                order.addAll(script.subList(back, at + 1));
            }
            next.put(camera, at + 1);
            if (at + 1 == script.size()) {
                left.remove(camera);
            }
        }
        return order;
    }

    private Map<String, List<IdentityEvent>> run(List<FaceEmbedding> records) {
        Map<String, byte[]> states = new HashMap<>();
        Map<String, List<IdentityEvent>> events = new HashMap<>();
        for (FaceEmbedding record : records) {
            String camera = record.getCameraId();
            CameraState state = serde.deserializer().deserialize("", states.get(camera));
            CameraSightings sightings = new CameraSightings(camera, state, decider, settings, UnaryOperator.identity());
            Outcome outcome = sightings.apply(record);
            if (outcome.isNews()) {
                states.put(camera, serde.serializer().serialize("", sightings.toState()));
            }
            events.computeIfAbsent(camera, c -> new ArrayList<>()).addAll(outcome.events());
        }
        return events;
    }
}
