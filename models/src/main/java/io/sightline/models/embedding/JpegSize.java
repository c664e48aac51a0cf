package io.sightline.models.embedding;

/**
 * A JPEG's size by its frame header (ITU T.81, B.2.2): known before any pixel is decoded, so that a few bytes that claim
 * gigabytes are refused for nothing.
 */
record JpegSize(int width, int height) {
    private static final int START_OF_IMAGE = 0xd8;
    private static final int START_OF_SCAN = 0xda;

    /** @throws IllegalArgumentException if the bytes do not begin as a JPEG does */
    static JpegSize of(byte[] jpeg) {
        if (unsigned(jpeg, 0) != 0xff || unsigned(jpeg, 1) != START_OF_IMAGE) {
            throw noJpeg(jpeg);
        }
        int at = 2;
        while (true) {
            if (unsigned(jpeg, at) != 0xff) {
                throw noJpeg(jpeg);
            }
            int marker = unsigned(jpeg, at + 1);
            if (marker == 0xff) {
                at++; // fill bytes may stand before a marker
            } else if (isFrame(marker)) {
                return new JpegSize(twoBytes(jpeg, at + 7), twoBytes(jpeg, at + 5));
            } else if (marker == START_OF_SCAN) {
                throw noJpeg(jpeg);
            } else {
                at += 2 + Math.max(2, twoBytes(jpeg, at + 2));
            }
        }
    }

    private static boolean isFrame(int marker) {
        boolean tables = marker == 0xc4 || marker == 0xc8 || marker == 0xcc;
        return marker >= 0xc0 && marker <= 0xcf && !tables;
    }

    private static int twoBytes(byte[] jpeg, int at) {
        return unsigned(jpeg, at) << 8 | unsigned(jpeg, at + 1);
    }

    private static int unsigned(byte[] jpeg, int at) {
        if (at >= jpeg.length) {
            throw noJpeg(jpeg);
        }
        return jpeg[at] & 0xff;
    }

    private static IllegalArgumentException noJpeg(byte[] bytes) {
        return new IllegalArgumentException("A crop is a JPEG, got " + bytes.length + " bytes of something else");
    }
}
