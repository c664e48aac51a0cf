package io.sightline.matcher;

import static io.sightline.matcher.Recorded.cameraTime;
import static io.sightline.matcher.Recorded.enrolment;
import static io.sightline.matcher.Recorded.face;
import static io.sightline.matcher.Recorded.person;
import static io.sightline.matcher.Recorded.personId;
import static io.sightline.matcher.Recorded.picture;
import static io.sightline.matcher.Recorded.trackEnded;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.config.ConfigLoader;
import io.sightline.matcher.state.CameraState;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.statistics.Statistics;
import org.apache.kafka.common.serialization.Serde;

/**
 * With gallery and labels fixed: however cameras mix, however often a record is delivered and from however far back, the
 * events are the same.
 */
class AnyDeliveryTest {
    private static final int ENROLLED = 3;
    private static final List<String> CAMERAS = List.of("lobby", "yard", "desk");
    private static final int COLUMNS = 3;

    private Path stateDir;

    /**
     * What happens next before a camera.
     *
     * @param what 0 to 6 a face, 7 the end of a track, 8 the clock, 9 a clock that jumps
     * @param seconds since the step before
     */
    record Step(int what, int column, int who, double distance, float quality, double seconds) {}

    /**
     * Which record is delivered next.
     *
     * @param back how many records of the camera are delivered again
     */
    record Delivery(int camera, boolean twice, int back) {}

    @Provide
    Arbitrary<List<List<Step>>> scenes() {
        Arbitrary<Step> step = Combinators.combine(
                        Arbitraries.frequency(Tuple.of(12, 0), Tuple.of(3, 7), Tuple.of(3, 8), Tuple.of(1, 9)),
                        Arbitraries.integers().between(0, COLUMNS - 1),
                        Arbitraries.integers().between(0, ENROLLED + 1),
                        Arbitraries.doubles().between(0.1, 0.9),
                        Arbitraries.floats().between(0, 1),
                        Arbitraries.doubles().between(0.05, 6))
                .as(Step::new);
        return step.list().ofMinSize(1).ofMaxSize(60).list().ofSize(CAMERAS.size());
    }

    @Provide
    Arbitrary<List<Delivery>> disorder() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, CAMERAS.size() - 1),
                        Arbitraries.of(true, false, false, false),
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.just(0)),
                                Tuple.of(1, Arbitraries.integers().between(1, 40))))
                .as(Delivery::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(100);
    }

    @Property(tries = 300)
    void decisionsDoNotDependOnDelivery(
            @ForAll("scenes") List<List<Step>> scenes, @ForAll("disorder") List<Delivery> disorder) {
        List<List<FaceEmbedding>> scripts = scripts(scenes);
        List<FaceEmbedding> inTurn = scripts.stream().flatMap(List::stream).toList();

        Map<String, List<IdentityEvent>> expected = decide(inTurn);

        assertThat(decide(disordered(scripts, disorder))).isEqualTo(expected);
        expected.values().forEach(AnyDeliveryTest::requireSound);
        for (EventKind kind : List.of(EventKind.IDENTIFIED, EventKind.UPDATED, EventKind.LEFT)) {
            Statistics.label(kind.name())
                    .collect(expected.values().stream().flatMap(List::stream).anyMatch(e -> e.getKind() == kind))
                    .coverage(coverage -> coverage.check(true).percentage(p -> p > 50));
        }
    }

    /** The whole topology, with strangers who become known on the way and with what people say of the events. */
    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    void theLogDoesNotDependOnDelivery(
            @ForAll("scenes") List<List<Step>> scenes, @ForAll("disorder") List<Delivery> disorder) throws IOException {
        List<List<FaceEmbedding>> scripts = scripts(scenes);

        Map<String, List<IdentityEvent>> expected =
                log(scripts.stream().flatMap(List::stream).toList());

        assertThat(log(disordered(scripts, disorder))).isEqualTo(expected);
    }

    private static void requireSound(List<IdentityEvent> events) {
        assertThat(events)
                .extracting(IdentityEvent::getSequence)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events).extracting(IdentityEvent::getEventId).doesNotHaveDuplicates();
        assertThat(tracksOf(events, EventKind.LEFT))
                .containsExactlyInAnyOrderElementsOf(tracksOf(events, EventKind.APPEARED));
        assertThat(events)
                .filteredOn(e -> e.getKind() == EventKind.IDENTIFIED)
                .allSatisfy(e -> assertThat(e.getPersonId()).isNotNull());
        requireThatEachNameWasTold(events);
    }

    /** Who a track is when it leaves, and in which sighting, its last event of before has said. */
    private static void requireThatEachNameWasTold(List<IdentityEvent> events) {
        Map<String, String> said = new HashMap<>();
        for (IdentityEvent e : events) {
            String now = e.getPersonId() + " " + e.getAnonymousId() + " " + e.getSightingId();
            if (e.getKind() == EventKind.LEFT) {
                assertThat(now).as(e.getEventId()).isEqualTo(said.get(e.getTrackId()));
            }
            said.put(e.getTrackId(), now);
        }
    }

    private static List<String> tracksOf(List<IdentityEvent> events, EventKind kind) {
        return events.stream()
                .filter(e -> e.getKind() == kind)
                .map(IdentityEvent::getTrackId)
                .toList();
    }

    private static List<List<FaceEmbedding>> scripts(List<List<Step>> scenes) {
        List<List<FaceEmbedding>> scripts = new ArrayList<>();
        for (int camera = 0; camera < scenes.size(); camera++) {
            scripts.add(script(camera, scenes.get(camera)));
        }
        return scripts;
    }

    /** A camera's records in the order in which they are published; at the end everybody has left. */
    private static List<FaceEmbedding> script(int camera, List<Step> steps) {
        String cameraId = CAMERAS.get(camera);
        List<FaceEmbedding> records = new ArrayList<>();
        Map<Integer, String> tracks = new HashMap<>();
        double second = 0;
        long number = 0;
        for (Step step : steps) {
            number++;
            second += step.what == 9 ? 40 * (step.seconds - 3) : step.seconds;
            if (step.what == 0) {
                String track = tracks.computeIfAbsent(step.column, c -> cameraId + "-" + records.size());
                // Strangers keep to their camera: which of two cameras meets one first is not fixed.
                int who = step.who < ENROLLED ? step.who : 10 * (camera + 1) + step.who;
                records.add(face(
                        cameraId,
                        number,
                        second,
                        track,
                        step.column,
                        picture(who, step.distance, number),
                        step.quality));
            } else if (step.what == 7 && tracks.containsKey(step.column)) {
                records.add(trackEnded(cameraId, number, second, tracks.remove(step.column)));
            } else {
                records.add(cameraTime(cameraId, number, second));
            }
        }
        records.add(cameraTime(cameraId, number + 1, second + 400));
        return records;
    }

    private static List<FaceEmbedding> disordered(List<List<FaceEmbedding>> scripts, List<Delivery> disorder) {
        List<FaceEmbedding> order = new ArrayList<>();
        int[] next = new int[scripts.size()];
        for (int turn = 0;
                Stream.iterate(0, i -> i + 1)
                        .limit(next.length)
                        .anyMatch(c -> next[c] < scripts.get(c).size());
                turn++) {
            Delivery delivery = disorder.get(turn % disorder.size());
            int camera = (delivery.camera + turn / disorder.size()) % next.length;
            List<FaceEmbedding> script = scripts.get(camera);
            if (next[camera] == script.size()) {
                continue;
            }
            FaceEmbedding record = script.get(next[camera]++);
            order.add(record);
            if (delivery.twice) {
                order.add(record);
            }
            if (delivery.back > 0) {
                order.addAll(script.subList(Math.max(0, next[camera] - delivery.back), next[camera]));
            }
        }
        return order;
    }

    /** Each record is applied to a camera that was just read back from its store; nothing is learned on the way. */
    private static Map<String, List<IdentityEvent>> decide(List<FaceEmbedding> records) {
        Knowledge knowledge = Knowledge.of(Recorded.MODEL, new Gallery());
        for (int who = 0; who < ENROLLED; who++) {
            knowledge.gallery().put(key(personId(who), "photo"), personId(who), picture(who, 0.3, 500), who);
        }
        knowledge.strangers().put(key("anon-000000000010", "t0"), "anon-000000000010", picture(13, 0.3, 500), 0, 0);
        TrackDecider decider = knowledge.decider(ConfigLoader.defaults(DecisionSettings.class));
        SightingSettings settings = ConfigLoader.defaults(SightingSettings.class);
        Map<String, byte[]> states = new HashMap<>();
        Map<String, List<IdentityEvent>> events = new TreeMap<>();
        try (Serde<CameraState> serde = StateSerde.of(CameraState.class)) {
            for (FaceEmbedding record : records) {
                String camera = record.getCameraId();
                CameraState state = serde.deserializer().deserialize("", states.get(camera));
                var sightings = new CameraSightings(camera, state, decider, settings, UnaryOperator.identity());
                Outcome outcome = sightings.apply(record);
                if (outcome.isNews()) {
                    states.put(camera, serde.serializer().serialize("", sightings.toState()));
                }
                events.computeIfAbsent(camera, c -> new ArrayList<>()).addAll(outcome.events());
            }
        }
        return events;
    }

    private static String key(String owner, String template) {
        return new GalleryKey(owner, template, Recorded.MODEL.id().toString()).toString();
    }

    /** The events of each camera, those included that correct others after the first person's are denied. */
    private Map<String, List<IdentityEvent>> log(List<FaceEmbedding> records) throws IOException {
        stateDir = Files.createTempDirectory("any-delivery");
        Map<String, List<IdentityEvent>> events = new TreeMap<>();
        try (TopologyHarness matcher = new TopologyHarness(stateDir)) {
            for (int who = 0; who < ENROLLED; who++) {
                matcher.enrol(enrolment(who, "photo", person(who)));
            }
            records.forEach(matcher::live);
            List<IdentityEvent> told = matcher.events();
            told.stream()
                    .filter(e -> e.getKind() == EventKind.IDENTIFIED)
                    .sorted(Comparator.comparing(IdentityEvent::getEventId))
                    .limit(2)
                    .forEach(e -> matcher.label(denial(e)));
            told.stream()
                    .filter(e -> e.getKind() == EventKind.UPDATED && e.getPersonId() != null)
                    .sorted(Comparator.comparing(IdentityEvent::getEventId))
                    .limit(2)
                    .forEach(e -> matcher.label(denial(e)));
            told.stream()
                    .filter(e -> e.getAnonymousId() != null)
                    .sorted(Comparator.comparing(IdentityEvent::getEventId))
                    .limit(1)
                    .forEach(e -> matcher.label(naming(e)));
            Stream.concat(told.stream(), matcher.events().stream())
                    .forEach(e -> events.computeIfAbsent(e.getCameraId(), c -> new ArrayList<>())
                            .add(e));
        }
        return events;
    }

    @AfterTry
    void deleteState() throws IOException {
        if (stateDir != null) {
            try (Stream<Path> files = Files.walk(stateDir)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private static Label denial(IdentityEvent event) {
        return Label.newBuilder()
                .setLabelId("denied-" + event.getEventId())
                .setKind(LabelKind.IS_NOT)
                .setActor("operator")
                .setSaidAt(Recorded.at(100_000))
                .setEventId(event.getEventId())
                .setCameraId(event.getCameraId())
                .setTrackId(event.getTrackId())
                .setHomePartition(0)
                .setPersonId(event.getPersonId())
                .build();
    }

    private static Label naming(IdentityEvent event) {
        return Label.newBuilder()
                .setLabelId("named-" + event.getAnonymousId())
                .setKind(LabelKind.NAMED)
                .setActor("operator")
                .setSaidAt(Recorded.at(100_000))
                .setAnonymousId(event.getAnonymousId())
                .setPersonId("person-grace")
                .build();
    }
}
