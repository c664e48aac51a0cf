package io.sightline.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.api.LiveCamera;
import io.sightline.console.api.Who;
import io.sightline.console.testkit.TestClock;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameDetections;
import io.sightline.schemas.avro.FrameKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private static final Duration INTERVAL = LiveView.SHORTEST_INTERVAL;

    private final TestClock clock = new TestClock();
    private final Screen screen = new Screen("cam");

    private String picture(int number) {
        return picture(number, 10);
    }

    private String picture(int number, int bytes) {
        String id = "cam/1/" + number;
        screen.learn(frame(FrameKind.PICTURE, number)
                .setFrameId(id)
                .setWidth(640)
                .setHeight(480)
                .setImage(ByteBuffer.wrap(new byte[bytes]))
                .build());
        return id;
    }

    private Frame.Builder frame(FrameKind kind, int number) {
        return Frame.newBuilder()
                .setKind(kind)
                .setCameraId("cam")
                .setEpoch(1)
                .setNumber(number)
                .setCapturedAt(clock.instant());
    }

    private void detected(String frameId) {
        screen.learn(new FrameDetections("cam", frameId, clock.instant(), 640, 480, List.of()));
    }

    private boolean advance() {
        clock.advance(INTERVAL);
        return screen.advance(clock.instant(), INTERVAL);
    }

    private Optional<String> shown() {
        return screen.view(track -> Who.unknown()).picture().map(LiveCamera.LivePicture::frameId);
    }

    @Test
    void showsTheLatestPictureOfWhichTheFacesAreKnown() {
        String first = picture(1);
        String second = picture(2);
        picture(3);
        detected(first);
        detected(second);

        assertThat(advance()).isTrue();

        assertThat(shown()).contains(second);
    }

    @Test
    void doesNotShowAPictureBeforeItsFacesAreKnown() {
        picture(1);
        advance();

        assertThat(shown()).isEmpty();
    }

    @Test
    void doesNotWaitForADetectorThatSaysNothing() {
        String first = picture(1);
        clock.advance(Screen.PATIENCE);
        picture(2);

        assertThat(advance()).isTrue();

        assertThat(shown()).contains(first);
    }

    @Test
    void facesOfAnotherPictureAreNotPutOnThisOne() {
        picture(1);
        detected("cam/1/99");
        advance();

        assertThat(shown()).isEmpty();
    }

    @Test
    void showsNoMoreThanAFewASecond() {
        detected(picture(1));
        assertThat(advance()).isTrue();
        detected(picture(2));

        assertThat(screen.advance(clock.instant().plusMillis(1), INTERVAL)).isFalse();
        assertThat(advance()).isTrue();
    }

    @Test
    void saysNothingWhenNothingChanged() {
        detected(picture(1));
        advance();

        assertThat(advance()).isFalse();
        screen.renamed();
        assertThat(advance()).isTrue();
    }

    @Test
    void tellsWhyThereIsNoPicture() {
        screen.learn(frame(FrameKind.CAMERA_TIME, 1)
                .setCameraUp(false)
                .setCameraFault("does not answer")
                .build());

        assertThat(advance()).isTrue();
        assertThat(screen.view(track -> Who.unknown()).fault()).contains("does not answer");
    }

    @Test
    void keepsAFewShownPicturesForWhoeverFetchesThemLate() {
        String first = picture(1);
        detected(first);
        advance();
        for (int i = 2; i <= 8; i++) {
            detected(picture(i));
            advance();
        }
        assertThat(screen.picture(first)).isPresent();

        detected(picture(9));
        advance();

        assertThat(screen.picture(first)).isEmpty();
        assertThat(screen.picture("cam/1/9")).isPresent();
    }

    @Test
    void picturesThatWaitAreBoundedByCountAndBytes() {
        String first = picture(1);
        for (int i = 2; i <= 25; i++) {
            picture(i);
        }
        detected(first);
        advance();
        assertThat(shown()).as("pushed out by those after it").isEmpty();

        String large = picture(26, 7 << 20);
        picture(27, 7 << 20);
        detected(large);
        advance();
        assertThat(shown()).as("pushed out by the bytes of the next").isEmpty();
    }

    @Test
    void theRateIsOfTheLastSeconds() {
        for (int i = 0; i < 10; i++) {
            picture(i);
            clock.advance(Duration.ofMillis(500));
        }
        assertThat(screen.view(track -> Who.unknown()).framesPerSecond()).isEqualTo(2.0);

        clock.advance(Duration.ofSeconds(10));
        screen.learn(frame(FrameKind.CAMERA_TIME, 11).build());

        assertThat(screen.view(track -> Who.unknown()).framesPerSecond()).isZero();
    }
}
