package io.sightline.trainer.tensorboard;

import io.sightline.core.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a TensorBoard event file: records framed as TensorFlow's TFRecord, each an {@code Event} message (event.proto and
 * summary.proto of TensorFlow). Show them with {@code tensorboard --logdir FOLDER}. One thread.
 */
public final class TensorBoardWriter implements AutoCloseable {
    private final Path file;
    private final OutputStream out;
    private final Clock clock;

    private TensorBoardWriter(Path file, OutputStream out, Clock clock) {
        this.file = file;
        this.out = out;
        this.clock = clock;
    }

    /**
     * Begins a new file beside those that are there; TensorBoard reads them as one. What an earlier one says of this step
     * and later ones does not count any more: so a run that is resumed from a checkpoint shows no loop.
     *
     * @param step the first that will be written
     * @throws UserError if the file cannot be written
     */
    public static TensorBoardWriter open(Path folder, long step, Clock clock) {
        Path file = null;
        try {
            Files.createDirectories(folder);
            file = newFile(folder, clock);
            var out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
            var writer = new TensorBoardWriter(file, out, clock);
            writer.write(EventMessage.version(writer.seconds()));
            writer.write(EventMessage.started(writer.seconds(), step));
            writer.flush();
            return writer;
        } catch (IOException e) {
            throw refused(file == null ? folder : file, e);
        }
    }

    /** TensorBoard reads files in the order of their names. */
    private static Path newFile(Path folder, Clock clock) {
        String name = String.format(Locale.ROOT, "events.out.tfevents.%010d.sightline", clock.millis() / 1000);
        Path file = folder.resolve(name);
        for (int next = 1; Files.exists(file); next++) {
            file = folder.resolve(name + String.format(Locale.ROOT, ".%03d", next));
        }
        return file;
    }

    /**
     * Values at a step, by tag; a slash in a tag makes a group.
     *
     * @throws UserError if the file cannot be written
     */
    public void scalars(long step, Map<String, Double> values) {
        record(EventMessage.scalars(seconds(), step, values));
    }

    public void scalar(long step, String tag, double value) {
        scalars(step, Map.of(tag, value));
    }

    /**
     * How values are distributed, such as distances or weights; nothing is written of none, and values that are not
     * finite are left out.
     *
     * @throws UserError if the file cannot be written
     */
    public void histogram(long step, String tag, float[] values) {
        ValueDistribution.of(values).ifPresent(d -> record(EventMessage.histogram(seconds(), step, tag, d)));
    }

    /**
     * @param encoded a JPEG or PNG file
     * @throws UserError if the file cannot be written
     */
    public void picture(long step, String tag, byte[] encoded, int width, int height) {
        record(EventMessage.picture(seconds(), step, tag, encoded, width, height));
    }

    private void record(byte[] event) {
        try {
            write(event);
        } catch (IOException e) {
            throw refused(file, e);
        }
    }

    private void write(byte[] event) throws IOException {
        out.write(TfRecord.framed(event));
    }

    /** Lets readers see what was written so far. @throws UserError if the file cannot be written */
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw refused(file, e);
        }
    }

    public Path file() {
        return file;
    }

    private double seconds() {
        return clock.millis() / 1000.0;
    }

    private static UserError refused(Path file, IOException e) {
        return new UserError(
                "Cannot write TensorBoard's events to " + file + ": " + e.getMessage()
                        + "; expected a folder with room that may be written",
                e);
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw refused(file, e);
        }
    }
}
