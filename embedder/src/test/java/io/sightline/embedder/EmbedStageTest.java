package io.sightline.embedder;

import static io.sightline.embedder.CropRecords.clock;
import static io.sightline.embedder.CropRecords.ended;
import static io.sightline.embedder.CropRecords.enroll;
import static io.sightline.embedder.CropRecords.keyed;
import static io.sightline.embedder.CropRecords.live;
import static io.sightline.embedder.CropRecords.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.Embedding;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.core.testkit.RecordingOutput;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.ComputeDevice;
import io.sightline.models.embedding.EmbeddingEngine;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.EngineKind;
import io.sightline.models.embedding.Engines;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.testkit.TestBundles;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbedStageTest {
    private static final int MAX_BATCH = 4;

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RecordingOutput output = new RecordingOutput();
    private final List<Integer> engineBatches = new ArrayList<>();
    private ModelBundle bundle;
    private EmbedStage stage;

    @BeforeEach
    void open() throws IOException {
        bundle = TestBundles.tiny(folder);
        var options = new EmbeddingOptions(EngineKind.ONNX, new ComputeDevice.Cpu(), 1, MAX_BATCH, false);
        var engine = new MeteredEngine(Engines.open(bundle, options), metrics, bundle.id(), MAX_BATCH);
        var model = new EmbeddingModel(FaceEmbedder.over(bundle, new Recording(engine), options), metrics);
        var shelf = new ModelShelf(System::nanoTime);
        shelf.put(new ModelSet(RollOut.of(bundle.id()), Map.of(bundle.id(), model), Map.of()));
        stage = new EmbedStage(shelf);
        engineBatches.clear();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aFaceBecomesAVectorThatSaysWhereItComesFrom() throws Exception {
        var record = live(7, 1);

        stage.process(List.of(record), output);

        var embedding = sent().get(0);
        assertThat(output.sent().get(0).key()).isEqualTo("lobby");
        assertThat(output.sent().get(0).cause()).isSameAs(record);
        assertThat(embedding.getKind()).isEqualTo(TrackRecordKind.FACE);
        assertThat(embedding.getPurpose()).isEqualTo(Purpose.LIVE);
        assertThat(embedding.getCameraId()).isEqualTo("lobby");
        assertThat(embedding.getTime()).isEqualTo(record.value().getTime());
        assertThat(embedding.getFrameId()).isEqualTo("lobby/1/7");
        assertThat(embedding.getEpoch()).isEqualTo(1);
        assertThat(embedding.getNumber()).isEqualTo(7);
        assertThat(embedding.getTrackId()).isEqualTo("track");
        assertThat(embedding.getFace()).isEqualTo(record.value().getFace());
        assertThat(embedding.getModelId()).isEqualTo(bundle.id().toString());
        assertThat(embedding.getCrop()).isEqualTo(new CropRef(3, 7L));
        assertThat(Embedding.ofBytes(embedding.getVector()).dimension()).isEqualTo(TestBundles.TINY_DIMENSION);
        var avro = new InMemoryAvro();
        assertThat(avro.decode(Topics.EMBEDDINGS, avro.encode(Topics.EMBEDDINGS, embedding)))
                .isEqualTo(embedding);
    }

    @Test
    void eachFaceGetsItsOwnVectorWhenThereAreMoreThanTheEngineTakes() throws Exception {
        var records =
                IntStream.range(0, 2 * MAX_BATCH + 1).mapToObj(i -> live(i, i)).toList();

        stage.process(records, output);

        assertThat(engineBatches).containsExactly(MAX_BATCH, MAX_BATCH, 1);
        var together = sent();
        output.clear();
        for (var record : records) {
            stage.process(List.of(record), output);
        }
        var alone = sent();
        for (int i = 0; i < records.size(); i++) {
            assertThat(vector(together.get(i)).distanceTo(vector(alone.get(i)))).isLessThan(1e-4);
            assertThat(together.get(i).getCrop().getOffset()).isEqualTo(i);
        }
    }

    @Test
    void endsOfTracksAndClocksPassThroughInTheirPlace() throws Exception {
        var records = List.of(
                live(0, 1), clock(1), ended(2), live(3, 2), clock(4), live(5, 3), live(6, 4), live(7, 5), clock(8));

        stage.process(records, output);

        assertThat(output.sent())
                .extracting(s -> s.cause().offset())
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(sent())
                .extracting(FaceEmbedding::getKind)
                .isEqualTo(records.stream().map(r -> r.value().getKind()).toList());
        var ended = sent().get(2);
        assertThat(ended.getTrackId()).isEqualTo("track");
        assertThat(ended.getVector()).isNull();
        assertThat(ended.getModelId()).isNull();
        assertThat(ended.getCrop()).isNull();
    }

    @Test
    void enrolmentsOvertakeLiveCropsAndEachKeyKeepsItsOrder() throws Exception {
        var records = List.of(
                live(0, 1),
                enroll(1, "ada", 2),
                clock(2),
                enroll(3, "bob", 3),
                live(4, 4),
                enroll(5, "ada", 5),
                ended(6));

        stage.process(records, output);

        assertThat(output.sent()).extracting(s -> s.cause().offset()).containsExactly(1L, 3L, 5L, 0L, 2L, 4L, 6L);
        assertThat(engineBatches).containsExactly(3, 2);
        var ada = sent().get(0);
        assertThat(output.sent().get(0).key()).isEqualTo("ada");
        assertThat(ada.getEnrollment().getPersonId()).isEqualTo("ada");
        assertThat(ada.getPurpose()).isEqualTo(Purpose.ENROLL);
        assertThat(ada.getCameraId()).isNull();
        assertThat(ada.getVector()).isNotNull();
    }

    @Test
    void badCropsAreRejectedWithAReasonAndTheOthersGoOn() throws Exception {
        var records = List.of(
                live(0, 1),
                with(live(1, 1), c -> c.setImage(ByteBuffer.wrap("text".getBytes(StandardCharsets.UTF_8)))),
                with(live(2, 1), c -> c.setImage(ByteBuffer.allocate(0))),
                with(live(3, 1), c -> c.setImage(null)),
                with(live(4, 1), c -> c.setLandmarks(List.of())),
                with(
                        live(5, 1),
                        c -> c.setLandmarks(
                                Collections.nCopies(5, c.getLandmarks().get(0)))),
                with(live(6, 1), c -> c.setFace(null)),
                with(live(7, 1), c -> c.setKind(TrackRecordKind.UNSPECIFIED)),
                live(8, 2));

        stage.process(records, output);

        assertThat(output.sent()).extracting(s -> s.cause().offset()).containsExactly(0L, 8L);
        assertThat(output.rejected()).extracting(r -> r.record().offset()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(output.rejected())
                .extracting(RecordingOutput.Rejected::reason)
                .containsExactly(
                        "UNUSABLE_CROP",
                        "UNUSABLE_CROP",
                        "INCOMPLETE_CROP",
                        "INCOMPLETE_CROP",
                        "UNUSABLE_CROP",
                        "INCOMPLETE_CROP",
                        "UNKNOWN_KIND");
        assertThat(output.rejected()).allSatisfy(r -> assertThat(r.message()).isNotBlank());
    }

    @Test
    void aCropWithoutAKeyIsRejectedAndTheOthersGoOn() throws Exception {
        stage.process(List.of(live(0, 1), keyed(null, clock(1)), keyed(" ", live(2, 2)), live(3, 3)), output);

        assertThat(output.sent()).extracting(s -> s.cause().offset()).containsExactly(0L, 3L);
        assertThat(output.rejected())
                .extracting(RecordingOutput.Rejected::reason)
                .containsExactly("NO_KEY", "NO_KEY");
    }

    @Test
    void whoeverEnrolsIsToldThatTheCropCannotBeUsed() throws Exception {
        var unreadable = with(enroll(0, "ada", 1), c -> c.setImage(ByteBuffer.allocate(0)));
        var incomplete = with(enroll(1, "bob", 2), c -> c.setFace(null));
        var keyless = keyed(null, enroll(2, "eve", 3));
        var nobody = with(enroll(3, "x", 4), c -> {
            c.setEnrollment(null);
            c.setImage(null);
        });

        stage.process(List.of(unreadable, incomplete, keyless, nobody, enroll(4, "kim", 5)), output);

        assertThat(output.rejected()).extracting(r -> r.record().offset()).containsExactly(2L, 0L, 1L, 3L);
        var results = output.sentTo(Topics.ENROLLMENT_RESULTS);
        assertThat(results).extracting(EnrollmentResult::getPersonId).containsExactly("eve", "ada", "bob");
        assertThat(results).extracting(EnrollmentResult::getOutcome).containsOnly(EnrollmentOutcome.FAILED);
        assertThat(results.get(1).getPhotoId()).isEqualTo("photo-1");
        assertThat(results.get(1).getMessage()).contains("No vector").endsWith("try another photo.");
        assertThat(results.get(1).getQuality())
                .isEqualTo(unreadable.value().getFace().getQuality());
        assertThat(results.get(1).getDecidedAt()).isEqualTo(Instant.ofEpochMilli(unreadable.timestamp()));
        assertThat(output.sent())
                .filteredOn(s -> s.topic().equals(Topics.ENROLLMENT_RESULTS))
                .extracting(RecordingOutput.Sent::key)
                .containsExactly("eve", "ada", "bob");
        assertThat(sent()).hasSize(1);
    }

    @Test
    void theSameBatchAgainGivesTheSameRecords() throws Exception {
        var records = List.of(live(0, 1), enroll(1, "ada", 2), clock(2), live(3, 3));
        stage.process(records, output);
        var first = sent();
        output.clear();

        stage.process(records, output);

        assertThat(sent()).isEqualTo(first);
    }

    @Test
    void countsFacesByPurposeAndMeasuresBatches() throws Exception {
        stage.process(List.of(live(0, 1), live(1, 2), clock(2), enroll(3, "ada", 3)), output);

        assertThat(metrics.get("sightline.embedder.faces")
                        .tag("purpose", "LIVE")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(metrics.get("sightline.embedder.faces")
                        .tag("purpose", "ENROLL")
                        .counter()
                        .count())
                .isEqualTo(1);
        var fill = metrics.get("sightline.embedder.batch.fill").summary();
        assertThat(fill.totalAmount()).isCloseTo(openingFill() + 3.0 / MAX_BATCH, within(1e-9));
        assertThat(metrics.get("sightline.embedder.inference").timer().count()).isEqualTo(fill.count());
    }

    /** The embedder computes one face and a full batch when it is opened. */
    private static double openingFill() {
        return 1.0 / MAX_BATCH + 1;
    }

    private List<FaceEmbedding> sent() {
        return output.sentTo(Topics.EMBEDDINGS);
    }

    private static Embedding vector(FaceEmbedding embedding) {
        return Embedding.ofBytes(embedding.getVector());
    }

    private final class Recording implements EmbeddingEngine {
        private final EmbeddingEngine engine;

        Recording(EmbeddingEngine engine) {
            this.engine = engine;
        }

        @Override
        public float[][] infer(FaceBatch batch) {
            engineBatches.add(batch.count());
            return engine.infer(batch);
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
