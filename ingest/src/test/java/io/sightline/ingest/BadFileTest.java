package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadFileTest {
    @TempDir
    Path folder;

    private static void readToEnd(Path file) throws Exception {
        try (FrameSource source = FrameSourceContract.openOnce(file.toString())) {
            while (source.advance()) {
                source.picture().close();
            }
        }
    }

    private void assertFault(Path file, String... words) {
        assertThatThrownBy(() -> readToEnd(file))
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContainingAll(words);
    }

    @Test
    void aMissingFileIsNamed() {
        assertFault(folder.resolve("nothing.mp4"), "no such file");
    }

    @Test
    void anEmptyFileIsNamed() throws Exception {
        assertFault(Files.createFile(folder.resolve("empty.mp4")), "empty");
    }

    @Test
    void aTextIsNoVideo() throws Exception {
        assertFault(
                Files.writeString(folder.resolve("text.mp4"), "This is not a video.\n".repeat(500)),
                "not a video that can be read");
    }

    @Test
    void aPlaylistIsNotFollowed() throws Exception {
        assertFault(
                Files.writeString(
                        folder.resolve("list.mp4"),
                        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n" + TestClips.mp4(10) + "\n#EXT-X-ENDLIST\n"),
                "not a video that can be read");
    }

    @Test
    void aTruncatedMp4SaysWhy() throws Exception {
        byte[] whole = Files.readAllBytes(TestClips.mp4(50));
        Path file = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length / 2));
        assertFault(file, "not a video that can be read", "moov atom not found");
    }

    @Test
    void anMp4CutAfterItsIndexGivesWhatItHasAndSaysWhereItIsCut() throws Exception {
        byte[] whole = Files.readAllBytes(TestClips.fastStartMp4(100));
        Path file = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length * 6 / 10));
        int pictures = 0;
        try (FrameSource source = FrameSourceContract.openOnce(file.toString())) {
            while (source.advance()) {
                source.picture().close();
                pictures++;
            }
            throw new AssertionError("ended as if nothing were wrong");
        } catch (SourceException e) {
            assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("cut off after 2.");
            assertThat(e.isAfterTheLastPicture()).isTrue();
        }
        assertThat(pictures).isBetween(50, 70);
    }

    @Test
    void whatThereIsOfACutFileIsLooped() throws Exception {
        byte[] whole = Files.readAllBytes(TestClips.fastStartMp4(100));
        Path file = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length * 6 / 10));
        try (FrameSource source = new LoopedSource(() -> FrameSourceContract.openOnce(file.toString()))) {
            for (int i = 0; i < 200; i++) { // more than two rounds
                assertThat(source.advance()).isTrue();
            }
            assertThat(source.position().toMillis()).isBetween(199 * 39L, 199 * 41L);
        }
    }

    @Test
    void aTextNamedJpgSaysWhy() throws Exception {
        assertFault(Files.writeString(folder.resolve("text.jpg"), "This is not a picture."), "a picture");
    }

    @Test
    void anEmptyFolderIsNamed() {
        assertFault(folder, "has no pictures");
    }

    @Test
    void aBadPictureAmongGoodOnesIsPassedOver() throws Exception {
        RecordedSourcesTest.writePictures(folder, 3);
        Files.writeString(folder.resolve("001b.jpg"), "This is not a picture.");
        int good = 0;
        int bad = 0;
        try (FrameSource source = FrameSourceContract.openOnce(folder.toString())) {
            while (source.advance()) {
                try {
                    source.picture().close();
                    good++;
                } catch (io.sightline.vision.UnreadablePictureException e) {
                    bad++;
                }
            }
        }
        assertThat(good).isEqualTo(3);
        assertThat(bad).isEqualTo(1);
    }

    @Test
    void aMissingWebcamIsNamed() {
        assertThatThrownBy(() -> FrameSourceContract.openOnce("/dev/video87"))
                .isInstanceOf(SourceException.class)
                .hasMessageContainingAll("/dev/video87", "no such device");
    }
}
