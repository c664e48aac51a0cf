package io.sightline.ingest;

import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pictures of a folder, in the order of their names, or a single one; at the camera's own rate. */
final class PictureFiles implements FrameSource {
    private static final Logger LOG = LoggerFactory.getLogger(PictureFiles.class);
    private static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".bmp", ".webp");

    private final Path shown;
    private final List<Path> files;
    private final double framesPerSecond;
    private int index = -1;
    private int bad;
    private int good;

    private PictureFiles(Path shown, List<Path> files, double framesPerSecond) {
        this.shown = shown;
        this.files = files;
        this.framesPerSecond = framesPerSecond;
    }

    static PictureFiles folder(Path folder, double framesPerSecond) throws SourceException {
        try (Stream<Path> found = Files.list(folder)) {
            List<Path> files = found.filter(PictureFiles::isNamedPicture)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new SourceException(folder + ": the folder has no pictures (" + String.join(", ", ENDINGS) + ")");
            }
            return new PictureFiles(folder, files, framesPerSecond);
        } catch (IOException e) {
            throw new SourceException(folder + ": the folder cannot be listed; check the permissions");
        }
    }

    static PictureFiles single(Path file, double framesPerSecond) {
        return new PictureFiles(file, List.of(file), framesPerSecond);
    }

    static boolean isNamedPicture(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    @Override
    public boolean advance() throws SourceException {
        if (index + 1 == files.size()) {
            if (bad > 0 && good == 0) {
                throw new SourceException(shown + ": no picture in it can be read");
            }
            return false;
        }
        index++;
        return true;
    }

    @Override
    public Picture picture() throws SourceException, UnreadablePictureException {
        Path file = files.get(index);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new SourceException(file + ": cannot be read; check that it exists, and its permissions");
        }
        try {
            Picture picture = Picture.decode(bytes, PictureLimits.DEFAULT);
            good++;
            return picture;
        } catch (UnreadablePictureException e) {
            bad++;
            if (files.size() == 1) {
                throw new SourceException(file + ": " + e.getMessage());
            }
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.getMessage())
                    .log("Picture is left out");
            throw e;
        }
    }

    @Override
    public Duration position() {
        return Duration.ofNanos((long) (Math.max(0, index) * 1e9 / framesPerSecond));
    }

    @Override
    public double framesPerSecond() {
        return framesPerSecond;
    }

    @Override
    public void close() {}
}
