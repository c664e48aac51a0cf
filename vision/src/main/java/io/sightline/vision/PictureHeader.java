package io.sightline.vision;

import io.sightline.vision.UnreadablePictureException.Reason;

/**
 * What an encoded picture says about itself, read without decoding a pixel: JPEG, PNG, GIF, BMP and WebP.
 *
 * <p>Written by hand because the decoder allocates before it can be asked, and because it paints a truncated JPEG grey
 * and calls that a success.
 *
 * @param width before any rotation that the picture asks for
 */
record PictureHeader(Format format, int width, int height) {

    enum Format {
        JPEG,
        PNG,
        GIF,
        BMP,
        WEBP
    }

    /** @throws UnreadablePictureException EMPTY, NOT_A_PICTURE or TRUNCATED */
    static PictureHeader read(byte[] encoded) throws UnreadablePictureException {
        if (encoded.length == 0) {
            throw new UnreadablePictureException(Reason.EMPTY, "The file is empty; a JPEG or PNG picture is needed.");
        }
        Bytes bytes = new Bytes(encoded);
        return switch (formatOf(bytes)) {
            case JPEG -> jpeg(bytes);
            case PNG -> new PictureHeader(Format.PNG, bytes.side(16, 4, true), bytes.side(20, 4, true));
            case GIF -> new PictureHeader(Format.GIF, bytes.side(6, 2, false), bytes.side(8, 2, false));
            case BMP -> bmp(bytes);
            case WEBP -> webp(bytes);
        };
    }

    /** @throws UnreadablePictureException TRUNCATED, if the bytes end before the picture does */
    void checkComplete(byte[] encoded) throws UnreadablePictureException {
        Bytes bytes = new Bytes(encoded);
        switch (format) {
            case JPEG -> checkJpegEnds(bytes);
            case PNG -> checkPngEnds(bytes);
            case GIF -> checkGifEnds(bytes);
            case BMP -> checkBmpEnds(bytes);
            case WEBP -> bytes.at(8 + bytes.unsigned(4, 4, false) - 1);
        }
    }

    private static Format formatOf(Bytes bytes) throws UnreadablePictureException {
        if (bytes.startsWith(0, 0xFF, 0xD8, 0xFF)) {
            return Format.JPEG;
        } else if (bytes.startsWith(0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return Format.PNG;
        } else if (bytes.startsWith(0, 'G', 'I', 'F', '8')) {
            return Format.GIF;
        } else if (bytes.startsWith(0, 'R', 'I', 'F', 'F') && bytes.startsWith(8, 'W', 'E', 'B', 'P')) {
            return Format.WEBP;
        } else if (bytes.startsWith(0, 'B', 'M') && bytes.length() >= 26 && bytes.unsigned(6, 4, false) == 0) {
            return Format.BMP;
        }
        throw notAPicture();
    }

    private static UnreadablePictureException notAPicture() {
        return new UnreadablePictureException(
                Reason.NOT_A_PICTURE, "This is not a picture; a JPEG, PNG, GIF, BMP or WebP file is needed.");
    }

    /** Walks the segments to the frame header (ITU T.81, B.1.1.3 and B.2.2). */
    private static PictureHeader jpeg(Bytes bytes) throws UnreadablePictureException {
        int at = 2;
        while (true) {
            at = bytes.nextMarker(at);
            int marker = bytes.at(at - 1);
            if (standsAlone(marker)) {
                continue;
            }
            if (isFrameHeader(marker)) {
                return new PictureHeader(Format.JPEG, bytes.side(at + 5, 2, true), bytes.side(at + 3, 2, true));
            }
            if (marker == 0xD9 || marker == 0xDA) {
                throw notAPicture();
            }
            at += segmentLength(bytes, at);
        }
    }

    private static void checkJpegEnds(Bytes bytes) throws UnreadablePictureException {
        int at = 2;
        while (true) {
            at = bytes.nextMarker(at);
            int marker = bytes.at(at - 1);
            if (marker == 0xD9) {
                return;
            }
            // 00 follows a data byte FF; D0 to D7 restart the decoder within the data.
            if (marker != 0 && !standsAlone(marker)) {
                at += segmentLength(bytes, at);
            }
        }
    }

    private static boolean standsAlone(int marker) {
        return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    }

    private static boolean isFrameHeader(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static int segmentLength(Bytes bytes, int at) throws UnreadablePictureException {
        return Math.max(2, (int) bytes.unsigned(at, 2, true));
    }

    private static void checkPngEnds(Bytes bytes) throws UnreadablePictureException {
        long at = 8;
        while (!bytes.startsWith(at + 4, 'I', 'E', 'N', 'D')) {
            at += 12 + bytes.unsigned(at, 4, true);
        }
        bytes.at(at + 11);
    }

    /** Up to the end of the first image: that one is decoded, the rest of an animation may be missing. */
    private static void checkGifEnds(Bytes bytes) throws UnreadablePictureException {
        int at = 13 + colourTable(bytes.at(10));
        while (bytes.at(at) == '!') {
            at = afterSubBlocks(bytes, at + 2);
        }
        int data = at + 10 + colourTable(bytes.at(at + 9));
        afterSubBlocks(bytes, data + 1);
    }

    private static int colourTable(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private static int afterSubBlocks(Bytes bytes, int start) throws UnreadablePictureException {
        int at = start;
        while (bytes.at(at) != 0) {
            at += 1 + bytes.at(at);
        }
        return at + 1;
    }

    private static PictureHeader bmp(Bytes bytes) throws UnreadablePictureException {
        boolean oldForm = bytes.unsigned(14, 4, false) == 12;
        return oldForm
                ? new PictureHeader(Format.BMP, bytes.side(18, 2, false), bytes.side(20, 2, false))
                : new PictureHeader(Format.BMP, bytes.signedSide(18), bytes.signedSide(22));
    }

    private void checkBmpEnds(Bytes bytes) throws UnreadablePictureException {
        long pixels = bytes.unsigned(10, 4, false);
        boolean plain = bytes.unsigned(14, 4, false) >= 40 && bytes.unsigned(30, 4, false) == 0;
        long bits = plain ? bytes.unsigned(28, 2, false) : 0;
        // Rows fill whole words of 32 bits. What is packed has no length in the header; the decoder sees to it.
        long rows = (bits * width + 31) / 32 * 4 * height;
        bytes.at(Math.max(pixels + rows, 1) - 1);
    }

    /** The three kinds of first chunk (RFC 9649, 2.5 to 2.7). */
    private static PictureHeader webp(Bytes bytes) throws UnreadablePictureException {
        if (bytes.startsWith(12, 'V', 'P', '8', 'X')) {
            return new PictureHeader(
                    Format.WEBP, (int) bytes.unsigned(24, 3, false) + 1, (int) bytes.unsigned(27, 3, false) + 1);
        } else if (bytes.startsWith(12, 'V', 'P', '8', 'L')) {
            long bits = bytes.unsigned(21, 4, false);
            return new PictureHeader(Format.WEBP, (int) (bits & 0x3FFF) + 1, (int) ((bits >> 14) & 0x3FFF) + 1);
        } else if (bytes.startsWith(12, 'V', 'P', '8', ' ')) {
            return new PictureHeader(
                    Format.WEBP,
                    (int) bytes.unsigned(26, 2, false) & 0x3FFF,
                    (int) bytes.unsigned(28, 2, false) & 0x3FFF);
        }
        throw notAPicture();
    }

    /** Bytes that answer a read past their end with TRUNCATED. */
    private static final class Bytes {
        private final byte[] content;

        Bytes(byte[] content) {
            this.content = content;
        }

        int length() {
            return content.length;
        }

        int at(long offset) throws UnreadablePictureException {
            if (offset < 0 || offset >= content.length) {
                throw new UnreadablePictureException(
                        Reason.TRUNCATED,
                        "The picture is cut short: its " + content.length
                                + " bytes end too early. Copy or save it again.");
            }
            return content[(int) offset] & 0xFF;
        }

        boolean startsWith(long offset, int... expected) throws UnreadablePictureException {
            for (int i = 0; i < expected.length; i++) {
                if ((offset == 0 && i >= content.length) || at(offset + i) != expected[i]) {
                    return false;
                }
            }
            return true;
        }

        long unsigned(long offset, int bytes, boolean bigEndian) throws UnreadablePictureException {
            long value = 0;
            for (int i = 0; i < bytes; i++) {
                value |= (long) at(offset + i) << (8 * (bigEndian ? bytes - 1 - i : i));
            }
            return value;
        }

        int side(long offset, int bytes, boolean bigEndian) throws UnreadablePictureException {
            return (int) Math.min(Integer.MAX_VALUE, unsigned(offset, bytes, bigEndian));
        }

        /** A negative height means rows from the top. */
        int signedSide(long offset) throws UnreadablePictureException {
            return (int) Math.min(Integer.MAX_VALUE, Math.abs((long) (int) unsigned(offset, 4, false)));
        }

        /** The offset after the next FF and the marker that follows it. */
        int nextMarker(int from) throws UnreadablePictureException {
            int at = from;
            while (at(at) != 0xFF) {
                at++;
            }
            while (at(at) == 0xFF) {
                at++;
            }
            return at + 1;
        }
    }
}
