package io.sightline.ingest;

import io.sightline.core.UserError;
import io.sightline.vision.Picture;
import io.sightline.vision.UnreadablePictureException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Tries a camera once, as {@code doctor} and {@code cameras test} do. Thread-safe. */
public final class CameraProbe {

    /**
     * What came of it.
     *
     * @param source the address without secrets
     * @param fault why no picture came, in words for an operator; empty if one came
     * @param width of the first picture, pixels
     * @param framesPerSecond nominal; 0 if the source does not say
     * @param took until the first picture, or the fault
     */
    public record Result(
            String source, Optional<String> fault, int width, int height, double framesPerSecond, Duration took) {

        public boolean isReachable() {
            return fault.isEmpty();
        }
    }

    private final SecretResolver secrets;

    /** @param environment gives the value of an environment variable, or null: {@code System::getenv} */
    public CameraProbe(UnaryOperator<String> environment) {
        this(environment, "", Optional.empty());
    }

    /**
     * One whose sources may name some secrets only.
     *
     * @param variablePrefix as {@link IngestSettings#secretVariablePrefix}
     * @param folder as {@link IngestSettings#secretFolder}
     */
    public CameraProbe(UnaryOperator<String> environment, String variablePrefix, Optional<String> folder) {
        this.secrets = new SecretResolver(environment, variablePrefix, folder.map(Path::of));
    }

    /**
     * Opens the source, takes one picture, closes it.
     *
     * @param timeout for opening, and again for the first picture
     * @throws UserError if the source is not an address at all
     */
    public Result probe(String source, Duration timeout) throws InterruptedException {
        return probe(source, timeout, picture -> {});
    }

    /**
     * The same.
     *
     * @param look gets the picture before it is closed
     */
    public Result probe(String source, Duration timeout, Consumer<Picture> look) throws InterruptedException {
        SourceAddress address = SourceAddress.parse(source);
        var sources = new FrameSources(secrets, timeout, timeout, TimeSource.SYSTEM);
        long begun = System.nanoTime();
        try (FrameSource open = sources.openOnce(address, 1)) {
            if (!open.advance()) {
                return fault(address, "has no picture", begun);
            }
            try (Picture picture = open.picture()) {
                look.accept(picture);
                return new Result(
                        address.shown(),
                        Optional.empty(),
                        picture.width(),
                        picture.height(),
                        open.framesPerSecond(),
                        since(begun));
            }
        } catch (SourceException | UnreadablePictureException e) {
            return fault(address, e.getMessage(), begun);
        }
    }

    private static Result fault(SourceAddress address, String reason, long begun) {
        return new Result(address.shown(), Optional.of(reason), 0, 0, 0, since(begun));
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
