package io.sightline.operations.topics;

import io.sightline.core.UserError;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A photo that was looked at before it goes anywhere.
 *
 * @param label how its owner calls it, such as the file's name
 * @param image encoded; fits into a Kafka record; leave its position alone
 */
public record Photo(String label, ByteBuffer image) {
    private static final long MOST_FILE_BYTES = 64L << 20;
    /** A record may have 4 MiB, its other fields included. */
    private static final int MOST_RECORD_BYTES = 3_900_000;
    /** A face that matters is hundreds of pixels wide in such a picture. */
    private static final int REDUCED_WIDTH = 2560;

    private static final int REDUCED_QUALITY = 92;

    /** Takes over an encoded picture that is known to be good. */
    public static Photo of(String label, byte[] image) {
        return new Photo(label, ByteBuffer.wrap(image));
    }

    /** @throws UserError naming the file and what is wrong with it */
    public static Photo read(Path file) {
        return checked(file.toString(), bytes(file));
    }

    /** Looks at an encoded picture, and makes it smaller if need be. @throws UserError naming it and what is wrong with it */
    public static Photo checked(String label, byte[] encoded) {
        try (Picture picture = Picture.decode(encoded, PictureLimits.DEFAULT)) {
            return of(label, encoded.length <= MOST_RECORD_BYTES ? encoded : reduced(picture));
        } catch (UnreadablePictureException e) {
            throw new UserError(label + ": " + e.getMessage(), e);
        }
    }

    /** The file's bytes. @throws UserError naming the file, if it cannot be read */
    public static byte[] bytes(Path file) {
        if (!Files.exists(file)) {
            throw new UserError(file + ": there is no such file");
        }
        if (Files.isDirectory(file)) {
            throw new UserError(file + ": this is a folder; expected a photo, such as a JPEG or PNG file");
        }
        try {
            if (Files.size(file) > MOST_FILE_BYTES) {
                throw new UserError(file + ": the file has " + (Files.size(file) >> 20) + " MB; photos have at most "
                        + (MOST_FILE_BYTES >> 20));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read; check its permissions", e);
        }
    }

    private static byte[] reduced(Picture picture) {
        try (Picture smaller = picture.scaledToWidth(REDUCED_WIDTH)) {
            return smaller.toJpeg(REDUCED_QUALITY);
        }
    }
}
