package io.sightline.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.Zone;
import io.sightline.core.Zones;
import io.sightline.ingest.CameraConfig;
import io.sightline.ingest.CameraRecord;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.CameraSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class CameraRecordsTest {
    private static final Zones DOOR = new Zones(List.of(new Zone(
            "door",
            Zone.Purpose.LOOK,
            List.of(new Zone.Corner(0, 0), new Zone.Corner(0.5, 0), new Zone.Corner(0.5, 1)))));

    @Test
    void aCameraThatIsChangedByACommandKeepsItsZones() {
        CameraSettings before = CameraRecord.of("lobby", CameraConfig.of("rtsp://10.0.0.5/a"));
        before.setZones(DOOR.toAvro());
        CameraSettings changed =
                CameraRecord.of("lobby", CameraConfig.of("rtsp://10.0.0.5/b").withFramesPerSecond(2));

        CameraSettings written = CameraRecords.withZonesOf(new Entry<>("lobby", before, 0, 0, 0), changed);

        assertThat(written.getZones()).isEqualTo(DOOR.toAvro());
        assertThat(written.getSource()).isEqualTo("rtsp://10.0.0.5/b");
        assertThat(written.getFramesPerSecond()).isEqualTo(2f);
    }

    @Test
    void aNewCameraHasNone() {
        CameraSettings camera = CameraRecord.of("lobby", CameraConfig.of("rtsp://10.0.0.5/a"));

        assertThat(CameraRecords.withZonesOf(null, camera)).isEqualTo(camera);
        assertThat(CameraRecords.withZonesOf(new Entry<>("lobby", null, 0, 0, 0), camera))
                .isEqualTo(camera);
        assertThat(camera.getZones()).isEmpty();
    }
}
