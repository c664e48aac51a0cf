package io.sightline.models.weights;

import io.sightline.core.UserError;
import io.sightline.models.graph.Parameter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads the weights that others trained: PyTorch's {@code .pth}, both forms, and safetensors. Which one it is, the
 * bytes say. Nothing in a file is run, and nothing is made that its bytes do not hold: a hostile file is refused.
 */
public final class WeightFile {
    private static final long LARGEST = 2L << 30;
    private static final int PICKLE = 0x80;

    private WeightFile() {}

    /**
     * All tensors by name, in the file's order. Halves, doubles and whole numbers become float32; counters such as
     * {@code num_batches_tracked} stay in.
     *
     * @throws UserError naming the file and what is wrong with it
     */
    public static Map<String, Parameter> read(Path file) {
        try {
            return readAny(file);
        } catch (NoSuchFileException e) {
            throw new UserError("No weights at " + file + ": there is no such file", e);
        } catch (WrongWeights e) {
            throw new UserError("Cannot take the weights of " + file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UserError("Cannot read the weights of " + file + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, Parameter> readAny(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new WrongWeights("it is a folder; expected a .pth or .safetensors file");
        }
        long size = Files.size(file);
        if (size > LARGEST) {
            throw new WrongWeights("it has " + size + " bytes; at most " + LARGEST + " are read");
        }
        ByteBuffer start = start(file);
        if (start.limit() >= 4 && start.getInt(0) == 0x504b0304) {
            return TorchZip.read(file);
        }
        if (SafeTensorsFile.begins(start, size)) {
            return SafeTensorsFile.read(file);
        }
        if (start.limit() > 0 && (start.get(0) & 0xff) == PICKLE) {
            return TorchLegacy.read(file);
        }
        throw new WrongWeights("it is neither a .pth of torch.save nor safetensors");
    }

    private static ByteBuffer start(Path file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + 1);
        try (FileChannel channel = FileChannel.open(file)) {
            while (start.hasRemaining() && channel.read(start) >= 0) {
                // until it is full, or the file ends
            }
        }
        return start.flip();
    }
}
