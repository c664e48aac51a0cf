package io.sightline.operations.rollout;

import static io.sightline.operations.rollout.Records.A;
import static io.sightline.operations.rollout.Records.B;
import static io.sightline.operations.rollout.Records.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveCamerasTest {
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final LiveCameras.Seen seen = new LiveCameras.Seen();

    @Test
    void aCameraOfWhichTheEmbedderSaysNothingIsNotTakenForOneThatIsNotLive() {
        seen.crop(crop("lobby", NOON));
        seen.crop(crop("gate", NOON));
        seen.embedding(embedding("gate", NOON, A, B));

        assertThat(seen.behind()).containsExactly("lobby");
        assertThat(seen.missing(B, PATIENCE))
                .hasMessageContaining("for lobby,")
                .hasMessageContaining("the embedder is behind or down");
    }

    @Test
    void whatTheEmbedderSaidLongAgoIsNothing() {
        seen.crop(crop("lobby", NOON));
        seen.embedding(embedding("lobby", NOON.minusSeconds(60), A, B));
        assertThat(seen.behind()).isEmpty();

        seen.forgetBefore(NOON.minusSeconds(30));

        assertThat(seen.behind()).containsExactly("lobby");
    }

    @Test
    void aCameraThatIsLiveNoMoreIsNotWaitedFor() {
        seen.crop(crop("lobby", NOON));
        seen.embedding(embedding("lobby", NOON, A));
        assertThat(seen.without(B)).containsOnlyKeys("lobby");
        assertThat(seen.missing(B, PATIENCE)).hasMessageContaining("on: lobby (with " + A + ")");

        seen.forgetBefore(NOON.plusSeconds(1));

        assertThat(seen.behind()).isEmpty();
        assertThat(seen.without(B)).isEmpty();
    }

    private static Crop crop(String camera, Instant time) {
        return Crop.newBuilder()
                .setKind(TrackRecordKind.CAMERA_TIME)
                .setPurpose(Purpose.LIVE)
                .setCameraId(camera)
                .setTime(time)
                .build();
    }

    private static FaceEmbedding embedding(String camera, Instant time, String... models) {
        return FaceEmbedding.newBuilder()
                .setKind(TrackRecordKind.CAMERA_TIME)
                .setPurpose(Purpose.LIVE)
                .setCameraId(camera)
                .setTime(time)
                .setEmbeddedWith(List.of(models))
                .build();
    }
}
