package io.sightline.detector;

import static io.sightline.detector.DrawnFaces.face;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.stage.Inbound;
import io.sightline.core.testkit.RecordingOutput;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameDetections;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameStageTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RecordingOutput output = new RecordingOutput();
    private final Camera lobby = new Camera("lobby", 3);
    private final List<FrameStage> opened = new ArrayList<>();
    private Instant now = Instant.ofEpochMilli(Camera.EPOCH);
    private final FrameStage stage = stage(new DrawnFaces());

    @AfterEach
    void closeStages() {
        opened.forEach(FrameStage::close);
    }

    @Test
    void publishesTheFirstFaceOfATrackWithAllThatLaterStagesNeed() {
        Inbound<Frame> frame = lobby.picture(100, face(200, 150));

        stage.process(List.of(frame), output);

        assertThat(output.sent().get(0).key()).isEqualTo("lobby");
        assertThat(output.sent().get(0).cause()).isSameAs(frame);
        Crop crop = output.sentTo(Topics.CROPS).get(0);
        assertThat(crop.getKind()).isEqualTo(TrackRecordKind.FACE);
        assertThat(crop.getPurpose()).isEqualTo(Purpose.LIVE);
        assertThat(crop.getCameraId()).isEqualTo("lobby");
        assertThat(crop.getTime()).isEqualTo(frame.value().getCapturedAt());
        assertThat(crop.getFrameId()).isEqualTo("lobby/" + Camera.EPOCH + "/0");
        assertThat(crop.getNumber()).isZero();
        assertThat(crop.getTrackId())
                .isEqualTo(crop.getFace().getFaceId())
                .isEqualTo("lobby/" + Camera.EPOCH + "/0/20.15");
        assertThat(crop.getImage().remaining()).isPositive();
        assertThat(crop.getLandmarks()).hasSize(5);
        assertThat(crop.getFace().getQuality().getScore()).isEqualTo(0.5f);
    }

    @Test
    void tellsTheLivePageOfEveryFaceOfEveryPicture() {
        stage.process(
                List.of(lobby.picture(0, face(200, 150), face(400, 150, 60, 0.8, 0.01)), lobby.picture(200)), output);

        List<FrameDetections> detections = output.sentTo(Topics.DETECTIONS);
        assertThat(detections).extracting(d -> d.getFaces().size()).containsExactly(2, 0);
        assertThat(detections.get(0).getWidth()).isEqualTo(640);
        assertThat(detections.get(0).getFaces().get(1).getTrackId())
                .isEqualTo(detections.get(0).getFaces().get(1).getFace().getFaceId());
    }

    @Test
    void publishesFewOfTheFacesOfAStableTrack() {
        List<Inbound<Frame>> frames = new ArrayList<>();
        for (int n = 0; n < 50; n++) {
            frames.add(lobby.picture(200L * n, face(200 + n, 150)));
        }

        stage.process(frames, output);

        assertThat(faces())
                .extracting(c -> c.getTime().toEpochMilli() - Camera.EPOCH)
                .containsExactly(0L, 400L, 800L, 2800L, 4800L, 6800L, 8800L);
        assertThat(faces())
                .extracting(Crop::getTrackId)
                .containsOnly(faces().get(0).getTrackId());
        assertThat(count("sightline.detector.crops", "cause", "EARLY")).isEqualTo(2);
        assertThat(count("sightline.detector.faces")).isEqualTo(50);
    }

    @Test
    void endsTheTrackByTheCamerasClock() {
        stage.process(
                List.of(
                        lobby.picture(0, face(200, 150)),
                        lobby.picture(200),
                        lobby.clock(1000),
                        lobby.clock(2000),
                        lobby.clock(3000)),
                output);

        assertThat(output.sentTo(Topics.CROPS))
                .extracting(Crop::getKind)
                .containsExactly(
                        TrackRecordKind.FACE,
                        TrackRecordKind.CAMERA_TIME,
                        TrackRecordKind.TRACK_ENDED,
                        TrackRecordKind.CAMERA_TIME,
                        TrackRecordKind.CAMERA_TIME);
        Crop ended = output.sentTo(Topics.CROPS).get(2);
        assertThat(ended.getTrackId()).isEqualTo(faces().get(0).getTrackId());
        assertThat(ended.getNumber()).as("of the last picture").isEqualTo(1);
        assertThat(count("sightline.detector.tracks.ended")).isEqualTo(1);
        assertThat(metrics.get("sightline.detector.tracks.open").gauge().value())
                .isZero();
    }

    @Test
    void endsTheTracksOfACameraThatWentDown() {
        stage.process(
                List.of(lobby.picture(0, face(200, 150)), lobby.clock(1000, false), lobby.clock(2000, false)), output);

        assertThat(output.sentTo(Topics.CROPS))
                .extracting(Crop::getKind)
                .containsExactly(
                        TrackRecordKind.FACE,
                        TrackRecordKind.CAMERA_TIME,
                        TrackRecordKind.TRACK_ENDED,
                        TrackRecordKind.CAMERA_TIME);
    }

    @Test
    void saysNothingOfTheEndOfATrackThatNobodyHeardOf() {
        stage.process(
                List.of(lobby.picture(0, face(200, 150, 80, 0.75, 0.5)), lobby.picture(200), lobby.clock(3000)),
                output);

        assertThat(output.sentTo(Topics.CROPS)).extracting(Crop::getKind).containsExactly(TrackRecordKind.CAMERA_TIME);
        assertThat(count("sightline.detector.tracks.ended")).isEqualTo(1);
    }

    @Test
    void waitsForASecondLookAtAFaceThatItIsNotSureOf() {
        stage.process(
                List.of(
                        lobby.picture(0, face(200, 150, 80, 0.75, 0.5)),
                        lobby.picture(200, face(203, 150, 80, 0.75, 0.5))),
                output);

        assertThat(faces()).hasSize(1);
        assertThat(faces().get(0).getNumber()).isEqualTo(1);
        assertThat(faces().get(0).getTrackId()).startsWith("lobby/" + Camera.EPOCH + "/0/");
    }

    @Test
    void deadLettersAPictureThatCannotBeReadAndGoesOn() {
        Inbound<Frame> first = lobby.picture(0, face(200, 150));
        Inbound<Frame> damaged = lobby.picture(200, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        Inbound<Frame> empty = lobby.pictureWithoutImage(300);

        stage.process(List.of(first, damaged, empty, lobby.picture(400, face(204, 150))), output);

        assertThat(output.rejected())
                .extracting(RecordingOutput.Rejected::reason)
                .containsExactlyInAnyOrder("NOT_A_PICTURE", "INCOMPLETE_FRAME");
        assertThat(output.rejected())
                .extracting(RecordingOutput.Rejected::record)
                .containsExactlyInAnyOrder(damaged, empty);
        assertThat(faces()).extracting(Crop::getNumber).containsExactly(0L, 3L);
        assertThat(faces())
                .extracting(Crop::getTrackId)
                .containsOnly(faces().get(0).getTrackId());
    }

    @Test
    void doesNothingForRecordsBehindTheHighWaterMark() {
        List<Inbound<Frame>> frames =
                List.of(lobby.picture(0, face(200, 150)), lobby.picture(200, face(202, 150)), lobby.clock(1000));
        stage.process(frames, output);
        String state = stage.stateOf(3);
        output.clear();

        stage.process(frames.subList(0, 2), output);
        stage.process(List.of(new Camera("lobby", 3).clock(500)), output);

        assertThat(output.sent()).isEmpty();
        assertThat(stage.stateOf(3)).hasSameSizeAs(state);
        assertThat(count("sightline.detector.records.behind", "kind", "PICTURE"))
                .isEqualTo(2);
        assertThat(count("sightline.detector.records.behind", "kind", "CAMERA_TIME"))
                .isEqualTo(1);
    }

    @Test
    void keepsCamerasApart() {
        Camera yard = new Camera("yard", 3);

        stage.process(
                List.of(
                        lobby.picture(0, face(200, 150)),
                        yard.picture(0, face(200, 150)),
                        lobby.picture(200, face(202, 150)),
                        yard.picture(200, face(202, 150))),
                output);

        assertThat(faces())
                .extracting(Crop::getTrackId)
                .containsExactly("lobby/" + Camera.EPOCH + "/0/20.15", "yard/" + Camera.EPOCH + "/0/20.15");
    }

    @Test
    void anotherOwnerGoesOnWithTheSameIdsHoweverTheRunIsCut() {
        List<Inbound<Frame>> frames = twoWhoPass();
        stage.process(frames, output);
        List<RecordingOutput.Sent<?>> whole = output.sent();
        assertThat(faces()).hasSizeGreaterThan(10);

        Random random = new Random(5);
        for (int round = 0; round < 20; round++) {
            RecordingOutput parts = new RecordingOutput();
            String state = "";
            for (int from = 0; from < frames.size(); ) {
                int to = Math.min(frames.size(), from + 1 + random.nextInt(9));
                FrameStage owner = stage(new DrawnFaces());
                owner.restore(3, state);
                owner.process(frames.subList(from, to), parts);
                state = owner.stateOf(3);
                owner.release(3);
                from = to;
            }
            assertThat(parts.sent()).isEqualTo(whole);
        }
    }

    @Test
    void beginsAnewWhereTheCommittedStateCannotBeRead() {
        stage.restore(3, "written by something else");

        stage.process(List.of(lobby.picture(0, face(200, 150))), output);

        assertThat(faces()).hasSize(1);
        assertThat(count("sightline.detector.state.forgotten", "what", "partitions"))
                .isEqualTo(1);
    }

    @Test
    void forgetsAPartitionThatWasTakenAway() {
        stage.process(List.of(lobby.picture(0, face(200, 150))), output);

        stage.release(3);

        assertThat(stage.stateOf(3)).isEmpty();
    }

    @Test
    void looksAtPicturesSideBySideAndKeepsTheirOrder() {
        CountDownLatch secondIsLookedAt = new CountDownLatch(1);
        FrameStage parallel = stage(picture -> {
            FaceFinder.Found found = new DrawnFaces().find(picture);
            boolean first = found.faces().size() == 1;
            if (first && !await(secondIsLookedAt)) {
                throw new IllegalStateException("The second picture waits for the first");
            }
            secondIsLookedAt.countDown();
            return found;
        });

        parallel.process(
                List.of(lobby.picture(0, face(200, 150)), lobby.picture(200, face(202, 150), face(400, 150))), output);

        assertThat(output.sentTo(Topics.DETECTIONS))
                .extracting(d -> d.getFaces().size())
                .containsExactly(1, 2);
        assertThat(faces()).extracting(Crop::getNumber).containsExactly(0L, 1L);
    }

    @Test
    void looksAtSomePicturesOnlyWhenItHasFallenBehind() {
        List<Inbound<Frame>> frames = new ArrayList<>();
        for (int n = 0; n < 50; n++) {
            frames.add(lobby.picture(200L * n, face(200 + 2 * n, 150)));
        }
        now = now.plusSeconds(36); // pictures up to 5.8 s are older than 30 s

        stage.process(frames, output);

        List<Long> looked = output.sentTo(Topics.DETECTIONS).stream()
                .map(d -> d.getCapturedAt().toEpochMilli() - Camera.EPOCH)
                .toList();
        assertThat(looked).startsWith(0L, 600L, 1200L, 1800L).contains(6000L, 6200L, 6400L, 9800L);
        assertThat(count("sightline.detector.pictures.skipped", "reason", "LATE"))
                .isEqualTo(50 - looked.size());
        assertThat(faces())
                .extracting(Crop::getTrackId)
                .containsOnly(faces().get(0).getTrackId());
    }

    /** Two people come, pass each other, and leave; a third is seen poorly; with clocks in between. */
    private List<Inbound<Frame>> twoWhoPass() {
        List<Inbound<Frame>> frames = new ArrayList<>();
        Random random = new Random(9);
        for (int n = 0; n < 60; n++) {
            long time = 200L * n;
            List<String> faces = new ArrayList<>();
            if (n < 45) {
                faces.add(face(60 + 12 * n + random.nextGaussian(), 200, 80, 0.99, 0.3 + 0.01 * n));
            }
            if (n > 5 && random.nextInt(8) > 0) {
                faces.add(face(600 - 9 * n, 215 + random.nextGaussian(), 70, 0.97, 0.6 - 0.008 * n));
            }
            if (n % 7 == 3) {
                faces.add(face(300 + random.nextInt(40), 400, 50, 0.8, 0.2));
            }
            frames.add(lobby.picture(time, faces.toArray(String[]::new)));
            if (n % 5 == 4) {
                frames.add(lobby.clock(time + 50));
            }
        }
        for (int s = 0; s < 5; s++) {
            frames.add(lobby.clock(12_500 + 1000 * s));
        }
        return frames;
    }

    private FrameStage stage(FaceFinder finder) {
        FrameStage made = new FrameStage(finder, DetectorSettings.defaults(), new DetectorMeters(metrics), () -> now);
        opened.add(made);
        return made;
    }

    private List<Crop> faces() {
        return output.sentTo(Topics.CROPS).stream()
                .filter(c -> c.getKind() == TrackRecordKind.FACE)
                .toList();
    }

    private double count(String name, String... tags) {
        return metrics.get(name).tags(tags).counter().count();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
