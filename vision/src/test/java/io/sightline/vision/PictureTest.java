package io.sightline.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sightline.vision.UnreadablePictureException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
    private static final PictureLimits LIMITS = PictureLimits.DEFAULT;

    @ParameterizedTest
    @ValueSource(strings = {".jpg", ".png", ".bmp", ".gif", ".webp"})
    void everyFormatIsReadWithItsSizeAndColours(String extension) throws Exception {
        byte[] file;
        try (Picture red = TestPictures.painted(48, 32, (x, y) -> TestPictures.bgr(0, 0, 255))) {
            file = TestPictures.encoded(red, extension);
        }
        try (Picture read = Picture.decode(file, LIMITS)) {
            assertThat(read.width()).isEqualTo(48);
            assertThat(read.height()).isEqualTo(32);
            int[] pixel = TestPictures.pixel(read, 20, 10);
            assertThat(pixel[0]).isLessThan(12);
            assertThat(pixel[1]).isLessThan(12);
            assertThat(pixel[2]).isGreaterThan(243);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".jpg", ".png", ".bmp", ".gif", ".webp"})
    void aFileCutShortAnywhereIsCalledTruncated(String extension) {
        byte[] file;
        try (Picture picture = TestPictures.gradient(64, 64)) {
            file = TestPictures.encoded(picture, extension);
        }
        for (double share : new double[] {0.97, 0.75, 0.5, 0.25}) {
            byte[] part = Arrays.copyOf(file, (int) (file.length * share));
            assertThat(refusal(part).reason())
                    .as("%s cut to %s", extension, share)
                    .isEqualTo(Reason.TRUNCATED);
        }
    }

    @Test
    void anEmptyFileIsCalledEmpty() {
        UnreadablePictureException refusal = refusal(new byte[0]);
        assertThat(refusal.reason()).isEqualTo(Reason.EMPTY);
        assertThat(refusal).hasMessageContaining("empty");
    }

    @Test
    void textIsCalledNoPictureWhateverItsNameWas() {
        UnreadablePictureException refusal = refusal("Dear camera, please".getBytes(StandardCharsets.UTF_8));
        assertThat(refusal.reason()).isEqualTo(Reason.NOT_A_PICTURE);
        assertThat(refusal).hasMessageContaining("JPEG");
    }

    @Test
    void twoLettersAreNoPicture() {
        assertThat(refusal(new byte[] {'B', 'M'}).reason()).isEqualTo(Reason.NOT_A_PICTURE);
    }

    @Test
    void aPictureOfOnePixelIsTooSmall() {
        byte[] file;
        try (Picture dot = TestPictures.gradient(1, 1)) {
            file = TestPictures.encoded(dot, ".png");
        }
        UnreadablePictureException refusal = refusal(file);
        assertThat(refusal.reason()).isEqualTo(Reason.TOO_SMALL);
        assertThat(refusal).hasMessageContaining("1 x 1 px").hasMessageContaining("16");
    }

    @Test
    void aValidPictureOf400MegapixelsIsRefused() throws Exception {
        UnreadablePictureException refusal = refusal(blackPng(20_000, 20_000));
        assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal).hasMessageContaining("20000 x 20000 px").hasMessageContaining("at most 64.0");
    }

    @ParameterizedTest
    @CsvSource({"20000,20000", "65535,65535"})
    void aHeaderAloneIsEnoughToRefuseSoNoPixelIsDecoded(int width, int height) {
        ByteBuffer jpeg = ByteBuffer.allocate(21);
        jpeg.put(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xC0, 0, 17, 8});
        jpeg.putShort((short) height).putShort((short) width).put((byte) 3);
        assertThat(refusal(jpeg.array()).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void aBmpThatClaimsNegativeOrHugeSidesIsRefusedByItsHeader() {
        byte[] file;
        try (Picture picture = TestPictures.gradient(32, 32)) {
            file = TestPictures.encoded(picture, ".bmp");
        }
        ByteBuffer header = ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        header.putInt(18, Integer.MAX_VALUE).putInt(22, Integer.MIN_VALUE);
        assertThat(refusal(file).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void pixelDataThatIsNoiseIsCalledDamaged() {
        byte[] file;
        try (Picture picture = TestPictures.gradient(64, 64)) {
            file = TestPictures.encoded(picture, ".png");
        }
        for (int i = 45; i < file.length - 12; i++) {
            file[i] ^= 0x5a;
        }
        assertThat(refusal(file).reason()).isEqualTo(Reason.TRUNCATED);
    }

    @ParameterizedTest
    @CsvSource({"1,48,32,0,0", "3,48,32,47,31", "6,32,48,31,0", "8,32,48,0,47"})
    void aPictureIsTurnedUprightAsItsExifOrientationSays(
            int orientation, int width, int height, int cornerX, int cornerY) throws Exception {
        byte[] file;
        try (Picture whiteCorner = TestPictures.painted(
                48, 32, (x, y) -> x < 8 && y < 8 ? TestPictures.bgr(255, 255, 255) : TestPictures.bgr(0, 0, 0))) {
            file = withOrientation(whiteCorner.toJpeg(95), orientation);
        }
        try (Picture read = Picture.decode(file, LIMITS)) {
            assertThat(read.width()).isEqualTo(width);
            assertThat(read.height()).isEqualTo(height);
            assertThat(TestPictures.pixel(read, cornerX, cornerY)[1]).isGreaterThan(240);
            assertThat(TestPictures.pixel(read, width - 1 - cornerX, height - 1 - cornerY)[1])
                    .isLessThan(15);
        }
    }

    @Test
    void pixelsAreCopiedWithTheirStrideFromDirectAndHeapBuffers() {
        for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(200), ByteBuffer.allocateDirect(200)}) {
            for (int i = 0; i < 200; i++) {
                buffer.put(i, (byte) i);
            }
            buffer.position(5);
            try (Picture copy = Picture.copyOfBgr(buffer, 4, 3, 20)) {
                buffer.put(5 + 20 + 3, (byte) 99);
                assertThat(TestPictures.pixel(copy, 0, 0)).containsExactly(5, 6, 7);
                assertThat(TestPictures.pixel(copy, 1, 1)).containsExactly(28, 29, 30);
                assertThat(TestPictures.pixel(copy, 3, 2)).containsExactly(54, 55, 56);
                assertThat(buffer.position()).isEqualTo(5);
            }
        }
    }

    @Test
    void aBufferThatIsTooShortIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Picture.copyOfBgr(ByteBuffer.allocate(51), 4, 3, 20))
                .withMessageContaining("52 bytes");
    }

    @Test
    void scalingKeepsProportionsAndNeverEnlarges() {
        try (Picture picture = TestPictures.gradient(200, 100);
                Picture half = picture.scaledToWidth(100);
                Picture same = picture.scaledToWidth(400)) {
            assertThat(half.width()).isEqualTo(100);
            assertThat(half.height()).isEqualTo(50);
            assertThat(same.width()).isEqualTo(200);
            assertThat(same.height()).isEqualTo(100);
        }
    }

    @Test
    void aScaledPictureOutlivesItsOrigin() {
        Picture picture = TestPictures.gradient(64, 64);
        try (Picture same = picture.scaledToWidth(64)) {
            int[] before = TestPictures.pixel(same, 40, 20);
            picture.close();
            assertThat(TestPictures.pixel(same, 40, 20)).isEqualTo(before);
        }
    }

    @Test
    void aJpegRoundTripKeepsThePicture() throws Exception {
        try (Picture picture = TestPictures.gradient(64, 48);
                Picture read = Picture.decode(picture.toJpeg(95), LIMITS)) {
            int[] before = TestPictures.pixel(picture, 32, 24);
            int[] after = TestPictures.pixel(read, 32, 24);
            for (int c = 0; c < 3; c++) {
                assertThat(after[c]).isBetween(before[c] - 4, before[c] + 4);
            }
        }
    }

    private static UnreadablePictureException refusal(byte[] file) {
        UnreadablePictureException refusal =
                catchThrowableOfType(UnreadablePictureException.class, () -> Picture.decode(file, LIMITS)
                        .close());
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    /** An APP1 segment with one EXIF tag, after the start of the JPEG. */
    private static byte[] withOrientation(byte[] jpeg, int orientation) {
        byte[] exif = {
            (byte) 0xFF,
            (byte) 0xE1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1, //
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        ByteBuffer out = ByteBuffer.allocate(jpeg.length + exif.length);
        return out.put(jpeg, 0, 2).put(exif).put(jpeg, 2, jpeg.length - 2).array();
    }

    /** One bit a pixel: a complete, valid file of some 50 kB that decodes to more than a gigabyte. */
    private static byte[] blackPng(int width, int height) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed, new Deflater(1))) {
            byte[] row = new byte[1 + (width + 7) / 8];
            for (int y = 0; y < height; y++) {
                deflater.write(row);
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        chunk(
                png,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) 1)
                        .array());
        chunk(png, "IDAT", packed.toByteArray());
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String name, byte[] content) throws Exception {
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(content);
        png.write(ByteBuffer.allocate(4).putInt(content.length).array());
        png.write(type);
        png.write(content);
        png.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
