package io.sightline.detector;

import static io.sightline.detector.DrawnFaces.face;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.Zone.Corner;
import io.sightline.core.Zone.Purpose;
import io.sightline.core.testkit.RecordingOutput;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.FrameDetections;
import io.sightline.schemas.avro.TrackRecordKind;
import io.sightline.schemas.avro.Zone;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faces in pictures of 640 by 480 with zones. */
class FrameStageZonesTest {
    private static final Zone LEFT_HALF = zone("left half", Purpose.LOOK, 0, 0.5);
    private static final Zone POSTER = zone("poster", Purpose.IGNORE, 0.25, 0.5);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RecordingOutput output = new RecordingOutput();
    private final Camera lobby = new Camera("lobby", 3);
    private final FrameStage stage = new FrameStage(
            new DrawnFaces(),
            DetectorSettings.defaults(),
            new DetectorMeters(metrics),
            InstantSource.fixed(Instant.ofEpochMilli(Camera.EPOCH)));

    @AfterEach
    void closeStage() {
        stage.close();
    }

    /** From top to bottom. */
    private static Zone zone(String name, Purpose purpose, double left, double right) {
        return new io.sightline.core.Zone(
                        name,
                        purpose,
                        List.of(new Corner(left, 0), new Corner(right, 0), new Corner(right, 1), new Corner(left, 1)))
                .toAvro();
    }

    @Test
    void aFaceThatDoesNotCountLeavesNoTraceButACounter() {
        lobby.zones(LEFT_HALF, POSTER);

        for (int n = 0; n < 10; n++) {
            stage.process(List.of(lobby.picture(200L * n, face(100, 150), face(240, 150), face(500, 150))), output);
        }

        List<FrameDetections> detections = output.sentTo(Topics.DETECTIONS);
        assertThat(detections).hasSize(10).allSatisfy(d -> assertThat(d.getFaces())
                .singleElement()
                .satisfies(f -> assertThat(f.getFace().getBox().getX()).isEqualTo(60)));
        assertThat(output.sentTo(Topics.CROPS))
                .isNotEmpty()
                .extracting(Crop::getTrackId)
                .containsOnly(detections.get(0).getFaces().get(0).getTrackId());
        assertThat(metrics.get("sightline.detector.tracks.open").gauge().value())
                .isEqualTo(1);
        assertThat(count("sightline.detector.faces")).isEqualTo(30);
        assertThat(dropped("IGNORED")).isEqualTo(10);
        assertThat(dropped("NOT_LOOKED_AT")).isEqualTo(10);
    }

    @Test
    void whoeverWalksOutOfTheZoneIsGone() {
        lobby.zones(LEFT_HALF);
        for (int n = 0; n < 30; n++) {
            stage.process(List.of(lobby.picture(200L * n, face(200 + 20 * n, 150))), output);
        }

        List<Crop> crops = output.sentTo(Topics.CROPS);
        assertThat(crops)
                .filteredOn(c -> c.getKind() == TrackRecordKind.FACE)
                .allMatch(c -> c.getFace().getBox().getX() + 40 < 320);
        assertThat(crops)
                .filteredOn(c -> c.getKind() == TrackRecordKind.TRACK_ENDED)
                .hasSize(1);
    }

    @Test
    void eachPictureIsDecidedByTheZonesThatItCarries() {
        stage.process(List.of(lobby.picture(0, face(500, 150))), output);
        lobby.zones(LEFT_HALF);
        stage.process(List.of(lobby.picture(200, face(500, 150))), output);
        lobby.zones();
        stage.process(List.of(lobby.picture(400, face(500, 150))), output);

        assertThat(output.sentTo(Topics.DETECTIONS))
                .extracting(d -> d.getFaces().size())
                .containsExactly(1, 0, 1);
    }

    @Test
    void rejectsAPictureWhoseZonesMakeNoSenseAndTheCameraGoesOn() {
        Zone line = Zone.newBuilder(LEFT_HALF)
                .setPoints(LEFT_HALF.getPoints().subList(0, 2))
                .build();
        lobby.zones(line);
        stage.process(List.of(lobby.picture(0, face(100, 150))), output);
        lobby.zones(LEFT_HALF);
        stage.process(List.of(lobby.picture(200, face(100, 150))), output);

        assertThat(output.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.reason()).isEqualTo("BAD_ZONES");
            assertThat(rejected.message()).contains("Camera lobby", "zone 'left half' has 2 points");
        });
        assertThat(output.sentTo(Topics.DETECTIONS)).hasSize(1);
    }

    private double dropped(String reason) {
        return metrics.get("sightline.detector.faces.dropped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private double count(String name) {
        return metrics.get(name).counter().count();
    }
}
