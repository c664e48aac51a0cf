package io.sightline.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.sightline.core.BoundingBox;
import io.sightline.schemas.avro.EnrollmentOutcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From real photos, and what people send instead of them. */
class PhotoExaminerTest {
    private static FaceDetector detector;
    private static PhotoExaminer examiner;
    private static GoldenFaces.Photo group;

    @BeforeAll
    static void open() throws Exception {
        detector = FaceDetector.open(TestData.mtcnn(), DetectorOptions.DEFAULT);
        examiner = new PhotoExaminer(
                new FaceExtractor(detector, new QualityGrader(QualitySettings.DEFAULT)), PictureLimits.DEFAULT);
        group = GoldenFaces.startingWith("npm:").get(3);
    }

    @AfterAll
    static void close() {
        detector.close();
    }

    @Test
    void aPhotoOfOneFaceIsEnrollable() throws Exception {
        try (Picture portrait = portrait(0)) {
            PhotoVerdict verdict = examiner.examine(portrait.toJpeg(92));
            assertThat(verdict).isInstanceOf(PhotoVerdict.Enrollable.class);
            ExtractedFace face = ((PhotoVerdict.Enrollable) verdict).face();
            assertThat(face.quality().getReasons()).isEmpty();
            assertThat(face.crop().jpeg()).hasSizeBetween(4_000, 40_000);
        }
    }

    @Test
    void aPhotoOfFourPeopleIsRefusedWithTheirNumber() throws Exception {
        PhotoVerdict.Refused refused = refused(Files.readAllBytes(groupFile()));
        assertThat(refused.outcome()).isEqualTo(EnrollmentOutcome.SEVERAL_FACES);
        assertThat(refused.message()).startsWith("4 faces").contains("alone");
        assertThat(refused.quality()).isNull();
    }

    @Test
    void aSmallFaceBehindDoesNotMakeAPortraitAmbiguous() throws Exception {
        try (Picture portrait = portrait(0);
                Mat behind = new Mat();
                Size small = new Size(portrait.width() / 5, portrait.height() / 5)) {
            resize(portrait.mat(), behind, small, 0, 0, INTER_AREA);
            try (Rect corner = new Rect(2, 2, small.width(), small.height());
                    Mat target = new Mat(portrait.mat(), corner)) {
                behind.copyTo(target);
            }
            byte[] photo = portrait.toJpeg(95);
            try (Picture read = Picture.decode(photo, PictureLimits.DEFAULT)) {
                assertThat(detector.detect(read, 20)).hasSize(2);
            }
            assertThat(examiner.examine(photo)).isInstanceOf(PhotoVerdict.Enrollable.class);
        }
    }

    @Test
    void aPhotoWithoutAFaceIsRefused() {
        try (Picture wall = TestPictures.gradient(640, 480)) {
            PhotoVerdict.Refused refused = refused(wall.toJpeg(90));
            assertThat(refused.outcome()).isEqualTo(EnrollmentOutcome.NO_FACE);
            assertThat(refused.message()).contains("one face");
        }
    }

    @Test
    void aFaceOfThirtyPixelsIsTooSmallAndNotMissing() throws Exception {
        try (Picture portrait = portrait(0)) {
            int width = Math.round(
                    portrait.width() * 32f / group.faces().get(0).box().width());
            try (Picture small = portrait.scaledToWidth(width)) {
                PhotoVerdict.Refused refused = refused(small.toJpeg(95));
                assertThat(refused.outcome()).isEqualTo(EnrollmentOutcome.TOO_SMALL);
                assertThat(refused.message()).contains("at least 48");
                assertThat(refused.quality().getFacePixels()).isBetween(20f, 45f);
            }
        }
    }

    @Test
    void aBlurredFaceIsCalledBlurred() throws Exception {
        try (Picture portrait = portrait(0);
                Size window = new Size(0, 0)) {
            GaussianBlur(
                    portrait.mat(),
                    portrait.mat(),
                    window,
                    0.05 * group.faces().get(0).box().width());
            PhotoVerdict.Refused refused = refused(portrait.toJpeg(95));
            assertThat(refused.outcome()).isEqualTo(EnrollmentOutcome.BLURRED);
            assertThat(refused.message()).contains("focus");
        }
    }

    @Test
    void aFaceInTheDarkIsCalledDark() throws Exception {
        try (Picture portrait = portrait(0)) {
            portrait.mat().convertTo(portrait.mat(), -1, 0.12, 0);
            assertThat(refused(portrait.toJpeg(95)).outcome()).isEqualTo(EnrollmentOutcome.TOO_DARK);
        }
    }

    @Test
    void bytesThatAreNoPictureAreAnsweredAndNotThrown() throws Exception {
        byte[] photo = Files.readAllBytes(groupFile());
        assertThat(refused(new byte[0]).outcome()).isEqualTo(EnrollmentOutcome.UNREADABLE);
        assertThat(refused("not a photo".getBytes(StandardCharsets.UTF_8)).outcome())
                .isEqualTo(EnrollmentOutcome.UNREADABLE);
        assertThat(refused(Arrays.copyOf(photo, photo.length / 2)).outcome()).isEqualTo(EnrollmentOutcome.UNREADABLE);
        try (Picture dot = TestPictures.gradient(1, 1)) {
            assertThat(refused(TestPictures.encoded(dot, ".png")).outcome()).isEqualTo(EnrollmentOutcome.TOO_SMALL);
        }
    }

    @Test
    void aPhotoBeyondTheLimitIsTooLarge() throws Exception {
        PhotoExaminer strict = new PhotoExaminer(
                new FaceExtractor(detector, new QualityGrader(QualitySettings.DEFAULT)),
                new PictureLimits(1_000_000, 16));
        PhotoVerdict verdict = strict.examine(Files.readAllBytes(groupFile()));
        assertThat(verdict).isInstanceOf(PhotoVerdict.Refused.class);
        assertThat(((PhotoVerdict.Refused) verdict).outcome()).isEqualTo(EnrollmentOutcome.TOO_LARGE);
    }

    private static PhotoVerdict.Refused refused(byte[] photo) {
        PhotoVerdict verdict = examiner.examine(photo);
        assertThat(verdict).isInstanceOf(PhotoVerdict.Refused.class);
        return (PhotoVerdict.Refused) verdict;
    }

    private static Path groupFile() {
        return TestData.npm(group.file().substring("npm:".length()));
    }

    /** One of the people of the group, with some room, on grey. */
    private static Picture portrait(int person) throws Exception {
        try (Picture all = TestData.decode(groupFile())) {
            BoundingBox box = group.faces().get(person).box();
            int margin = Math.round(box.width() * 0.35f);
            int x1 = Math.round(box.x()) - margin;
            int y1 = Math.round(box.y()) - margin;
            int width = Math.round(box.width()) + 2 * margin;
            int height = Math.round(box.height()) + 2 * margin;
            try (Scalar grey = new Scalar(120, 120, 120, 0);
                    Rect from = new Rect(x1, y1, width, height);
                    Rect to = new Rect(width / 2, height / 2, width, height);
                    Mat face = new Mat(all.mat(), from)) {
                Mat canvas = new Mat(height * 2, width * 2, all.mat().type(), grey);
                try (Mat target = new Mat(canvas, to)) {
                    face.copyTo(target);
                }
                return Picture.wrap(canvas);
            }
        }
    }
}
