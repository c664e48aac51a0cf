package io.sightline.models.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sightline.core.UserError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever is done to a file's bytes: it is read or refused, and asks for no more memory than its size warrants. */
final class AnyBytesTest {
    /** A few hundred bytes may cost the JSON reader's and the zip reader's buffers, not more. */
    private static final long MOST_MEMORY = 8 << 20;

    private static final List<byte[]> GOOD_FILES =
            List.of(HandMadeFiles.zip(), HandMadeFiles.legacy(), HandMadeFiles.safetensors());

    private Path file;

    /** @param at a share of the file's length, in thousandths */
    record Change(Kind kind, int at, int length, byte value) {
        enum Kind {
            SET,
            ADD,
            CUT,
            REPEAT,
            END
        }

        byte[] of(byte[] bytes) {
            int from = (int) ((long) bytes.length * at / 1000);
            int to = Math.min(bytes.length, from + length);
            return switch (kind) {
                case SET -> {
                    byte[] changed = bytes.clone();
                    Arrays.fill(changed, from, to, value);
                    yield changed;
                }
                case ADD -> {
                    byte[] changed = bytes.clone();
                    for (int i = from; i < to; i++) {
                        changed[i] += value;
                    }
                    yield changed;
                }
                case CUT -> joined(bytes, from, to);
                case REPEAT -> joined(bytes, to, from);
                case END -> Arrays.copyOf(bytes, from);
            };
        }

        private static byte[] joined(byte[] bytes, int firstEnds, int secondBegins) {
            byte[] joined = Arrays.copyOf(bytes, firstEnds + bytes.length - secondBegins);
            System.arraycopy(bytes, secondBegins, joined, firstEnds, bytes.length - secondBegins);
            return joined;
        }
    }

    @BeforeProperty
    void makeFile() throws IOException {
        file = Files.createTempFile("any", ".pth");
        // Loading classes takes more memory than reading does.
        for (byte[] good : GOOD_FILES) {
            Files.write(file, good);
            memoryOfReading();
        }
    }

    @AfterProperty
    void deleteFile() throws IOException {
        Files.deleteIfExists(file);
    }

    @Property(tries = 3_000)
    void changedFilesAreReadOrRefusedWithoutMuchMemory(
            @ForAll("files") byte[] original, @ForAll("changes") @Size(min = 1, max = 4) List<Change> changes)
            throws IOException {
        byte[] bytes = original;
        for (Change change : changes) {
            bytes = change.of(bytes);
        }
        Files.write(file, bytes);
        assertThat(memoryOfReading()).isLessThan(MOST_MEMORY);
    }

    /** Bytes that this thread allocated for it. */
    private long memoryOfReading() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        String refusal = null;
        try {
            WeightFile.read(file);
        } catch (UserError e) {
            refusal = e.getMessage();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        if (refusal != null) {
            assertThat(refusal).contains(file.toString());
        }
        return allocated;
    }

    @Provide
    Arbitrary<byte[]> files() {
        return Arbitraries.of(GOOD_FILES);
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return Combinators.combine(
                        Arbitraries.of(Change.Kind.class),
                        Arbitraries.integers().between(0, 999),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.bytes())
                .as(Change::new)
                .list();
    }
}
