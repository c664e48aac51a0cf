package io.sightline.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.testkit.Answer;
import io.sightline.console.testkit.Browser;
import io.sightline.console.testkit.SharedBroker;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import io.sightline.operations.people.Merging;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.RecordsByPlace;
import io.sightline.operations.topics.RecordsByPlace.Place;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.LabelOutcome;
import io.sightline.schemas.avro.LabelResult;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.TemplateKind;
import java.awt.Color;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two people are made one, and a photo is taken away; a scripted matcher answers. */
@ExtendWith(SharedBroker.class)
class MergeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PEOPLE = Endpoint.BASE + "/people/";

    private static RunningConsole console;
    private static TopicStore topics;

    @BeforeAll
    static void start(LocalBroker broker) throws Exception {
        console = RunningConsole.start(broker);
        console.makeUsers();
        topics = TopicStore.open(console.connection());
    }

    @AfterAll
    static void stop() {
        topics.close();
        console.close();
    }

    /** Follows each label in every partition: two events were corrected in the first. */
    private static final class ScriptedMatcher implements AutoCloseable {
        private final TopicStore store = TopicStore.open(console.connection());
        private final TopicTail<Label> labels;
        private final List<Label> seen = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> work;
        private volatile boolean stopped;

        ScriptedMatcher(From from) {
            labels = store.tail(Topics.LABELS, from);
            work = CompletableFuture.runAsync(this::run);
        }

        private void run() {
            while (!stopped) {
                for (Entry<Label> entry : labels.poll(Duration.ofMillis(50))) {
                    if (entry.value() == null) {
                        continue;
                    }
                    boolean isFirst = entry.partition() == 0;
                    if (isFirst) {
                        seen.add(entry.value());
                    }
                    store.put(
                            Topics.LABEL_RESULTS,
                            entry.key() + "/" + entry.partition(),
                            LabelResult.newBuilder()
                                    .setLabelId(entry.key())
                                    .setPartition(entry.partition())
                                    .setOutcome(isFirst ? LabelOutcome.APPLIED : LabelOutcome.NOTHING_HERE)
                                    .setEvents(0)
                                    .setMessage("")
                                    .setDecidedAt(entry.value().getSaidAt())
                                    .build());
                }
            }
        }

        @Override
        public void close() {
            stopped = true;
            work.join();
            labels.close();
            store.close();
        }
    }

    private static void enrol(String id, String name, int photos, Color colour) throws Exception {
        GalleryIT.enrol(topics, id, name, photos, colour);
        Browser viewer = console.signedIn(Role.VIEWER);
        Waiting.until("the console knows " + name, PATIENCE, () -> photosOf(viewer, id) == photos);
    }

    private static int photosOf(Browser browser, String id) {
        for (JsonNode person : browser.get(Endpoint.BASE + "/people").json()) {
            if (person.get("personId").asText().equals(id)) {
                return person.get("photos").size();
            }
        }
        return -1;
    }

    private static Answer merge(String from, String into) {
        return console.signedIn(Role.OPERATOR).send("POST", PEOPLE + from + "/merge", "{\"into\": \"" + into + "\"}");
    }

    private static Map<String, Entry<GalleryEntry>> gallery() {
        return topics.latest(Topics.GALLERY);
    }

    private static GalleryEntry entry(String key) {
        return gallery().get(key).value();
    }

    private static PersonState stateOf(String id) {
        return topics.latest(Topics.PEOPLE).get(id).value().getState();
    }

    @Test
    void theOtherHasTheFacesWithTheirPicturesAndTheOneIsErased() throws Exception {
        enrol("person-anna", "Anna", 2, Color.RED);
        enrol("person-ann", "Ann", 1, Color.BLUE);
        try (var matcher = new ScriptedMatcher(From.END)) {
            JsonNode answer = merge("person-anna", "person-ann").json();

            assertThat(answer.get("person").get("personId").asText()).isEqualTo("person-ann");
            assertThat(answer.get("person").get("photos")).hasSize(3);
            assertThat(answer.get("faces").asInt()).isEqualTo(2);
            assertThat(answer.get("words").asText()).contains("Ann has 2 faces more");
            assertThat(matcher.seen).singleElement().satisfies(label -> {
                assertThat(label.getKind()).isEqualTo(LabelKind.MERGED);
                assertThat(label.getPersonId()).isEqualTo("person-anna");
                assertThat(label.getIntoPersonId()).isEqualTo("person-ann");
                assertThat(label.getActor()).isEqualTo("operator");
            });
            assertThat(stateOf("person-anna")).isEqualTo(PersonState.ERASED);
            assertThat(gallery().keySet())
                    .filteredOn(key -> key.startsWith("person-ann"))
                    .hasSize(6)
                    .allMatch(key -> key.startsWith("person-ann/"));
            pictureIsTheOthers(entry("person-ann/photo-Anna1/" + GalleryIT.FORMER));
            assertThat(console.signedIn(Role.VIEWER)
                            .get(PEOPLE + "person-ann/photos/photo-Anna2")
                            .status())
                    .isEqualTo(200);

            Answer again = merge("person-anna", "person-ann");
            assertThat(again.status()).as(again.body()).isEqualTo(200);
            assertThat(again.json().get("faces").asInt()).isZero();
            assertThat(matcher.seen).as("said once").hasSize(1);
        }
    }

    private static void pictureIsTheOthers(GalleryEntry entry) {
        try (RecordsByPlace<Crop> crops = new RecordsByPlace<>(topics, Topics.CROPS)) {
            CropRef ref = entry.getCrop();
            var place = new Place(ref.getPartition(), ref.getOffset());
            Crop crop = crops.at(Set.of(place)).get(place);
            assertThat(crop.getEnrollment().getPersonId()).isEqualTo("person-ann");
            assertThat(crop.getImage()).isEqualTo(ByteBuffer.wrap(GalleryIT.jpeg(Color.RED)));
        }
    }

    @Test
    void withoutTheMatcherNothingIsMovedAndTheNextTryFinishesIt() throws Exception {
        enrol("person-carl", "Carl", 1, Color.RED);
        enrol("person-karl", "Karl", 1, Color.BLUE);
        var merging = new Merging(topics, Clock.systemUTC());
        assertThat(catchThrowable(() -> merging.merge("person-carl", "person-karl", "ada", Duration.ofMillis(500))))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("0 of 12 parts");
        assertThat(gallery()).containsKey("person-carl/photo-Carl1/" + GalleryIT.FORMER);
        assertThat(stateOf("person-carl")).isEqualTo(PersonState.ACTIVE);

        try (var matcher = new ScriptedMatcher(From.END)) {
            Answer answer = merge("person-carl", "person-karl");

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.json().get("faces").asInt()).isEqualTo(1);
            assertThat(matcher.seen)
                    .extracting(Label::getActor)
                    .as("the same word")
                    .containsExactly("ada");
            assertThat(stateOf("person-carl")).isEqualTo(PersonState.ERASED);
        }
    }

    @Test
    void endedBeforeTheErasureItIsFinishedByTheNextTry() throws Exception {
        enrol("person-dora", "Dora", 1, Color.RED);
        enrol("person-dori", "Dori", 1, Color.BLUE);
        try (var matcher = new ScriptedMatcher(From.END)) {
            Person before = topics.latest(Topics.PEOPLE).get("person-dora").value();
            merge("person-dora", "person-dori").json();
            // As if it had ended before the last step.
            topics.put(Topics.PEOPLE, "person-dora", before);

            Answer again = merge("person-dora", "person-dori");

            assertThat(again.status()).as(again.body()).isEqualTo(200);
            assertThat(again.json().get("faces").asInt()).isZero();
            assertThat(again.json().get("person").get("photos")).hasSize(2);
            assertThat(stateOf("person-dora")).isEqualTo(PersonState.ERASED);
            assertThat(matcher.seen.stream().map(Label::getLabelId).distinct()).hasSize(1);
        }
    }

    @Test
    void templatesAreMovedTogether() throws Exception {
        enrol("person-emil", "Emil", 3, Color.RED);
        enrol("person-emile", "Emile", 1, Color.BLUE);
        GalleryEntry refusal = GalleryIT.template("person-emile", "not~t1", GalleryIT.FORMER, 8);
        refusal.setKind(TemplateKind.NOT);
        topics.put(Topics.GALLERY, "person-emile/not~t1/" + GalleryIT.FORMER, refusal);
        topics.put(
                Topics.GALLERY,
                "person-emil/track~t1/" + GalleryIT.FORMER,
                GalleryIT.template("person-emil", "track~t1", GalleryIT.FORMER, 9));
        long before =
                console.broker().committed(Topics.GALLERY, console.prefix()).size();
        try (var matcher = new ScriptedMatcher(From.END)) {
            assertThat(merge("person-emil", "person-emile").status()).isEqualTo(200);
            assertThat(matcher.seen).hasSize(1);
        }

        List<ConsumerRecord<byte[], byte[]>> moved =
                console.broker().committed(Topics.GALLERY, console.prefix()).subList((int) before, (int) before + 15);
        assertThat(moved)
                .as("seven come, seven go, and what was said of the one's face")
                .hasSize(15);
        assertThat(moved.get(14).offset() - moved.get(0).offset())
                .as("with nothing between")
                .isEqualTo(14);
        assertThat(gallery())
                .doesNotContainKey("person-emile/not~t1/" + GalleryIT.FORMER)
                .containsKey("person-emile/track~t1/" + GalleryIT.FORMER);
    }

    @Test
    void aPhotoGoesUnderEveryModelAndTheLastOneStays() throws Exception {
        enrol("person-finn", "Finn", 2, Color.RED);
        Browser operator = console.signedIn(Role.OPERATOR);

        JsonNode left = operator.send("DELETE", PEOPLE + "person-finn/photos/photo-Finn1", "")
                .json();

        assertThat(left.get("photos")).hasSize(1);
        assertThat(gallery().keySet())
                .filteredOn(key -> key.startsWith("person-finn/"))
                .containsExactlyInAnyOrder(
                        "person-finn/photo-Finn2/" + GalleryIT.FORMER, "person-finn/photo-Finn2/" + GalleryIT.LATTER);
        operator.send("DELETE", PEOPLE + "person-finn/photos/photo-Finn1", "").problem(404);
        assertThat(operator.send("DELETE", PEOPLE + "person-finn/photos/photo-Finn2", "")
                        .problem(409))
                .contains("the last photo of Finn");
        assertThat(gallery()).containsKey("person-finn/photo-Finn2/" + GalleryIT.FORMER);
    }

    @Test
    void aFaceThatACameraTaughtGoesByItsId() throws Exception {
        enrol("person-gil", "Gil", 1, Color.RED);
        String learned = "track~door/17/2/3.4";
        topics.put(
                Topics.GALLERY,
                "person-gil/" + learned + "/" + GalleryIT.FORMER,
                GalleryIT.template("person-gil", learned, GalleryIT.FORMER, 4));
        Browser operator = console.signedIn(Role.OPERATOR);
        Waiting.until("the console knows it", PATIENCE, () -> photosOf(operator, "person-gil") == 2);

        JsonNode left = operator.send("DELETE", PEOPLE + "person-gil/photos/" + learned, "")
                .json();

        assertThat(left.get("photos")).hasSize(1);
    }

    @Test
    void nobodyIsMergedWithWhomThereIsNot() throws Exception {
        enrol("person-hugo", "Hugo", 1, Color.RED);

        merge("person-hugo", "person-nobody").problem(404);
        assertThat(merge("person-hugo", "person-hugo").problem(400)).contains("with themselves");
        assertThat(merge("person-nobody", "person-hugo").problem(400)).contains("nobody with the id");
        assertThat(stateOf("person-hugo")).isEqualTo(PersonState.ACTIVE);
    }
}
