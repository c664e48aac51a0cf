package io.sightline.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.Embedding;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplateIndexesTest {

    @Test
    void aJvmWithTheIncubatingModuleScansWithSimd() {
        assertThat(TemplateIndexes.simd()).isTrue();
    }

    @Test
    void theSameClassesGiveTheSameAnswerInAJvmWithoutTheIncubatingModule() throws Exception {
        assertThat(askInANewJvm(List.of("--add-modules", "jdk.incubator.vector")))
                .isEqualTo("simd=true " + answer());
        assertThat(askInANewJvm(List.of())).isEqualTo("simd=false " + answer());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70, 1030, 1099})
    void aRemovedTemplateLeavesNothingInTheCurrentSnapshot(int removed) {
        var random = new Random(2);
        var index = TemplateIndexes.create(128);
        var vectors = new ArrayList<Embedding>();
        for (int i = 0; i < 1100; i++) {
            vectors.add(TemplateIndexContract.random(random, 128));
            index.put("t" + i, "p" + i % 7, vectors.get(i));
        }
        float[] gone = vectors.get(removed).values();

        index.remove("t" + removed);

        var templates = ((Snapshot) index.snapshot()).templates();
        for (int slot = 0; slot < 1100; slot++) {
            assertThat(templates.of(slot).distance(gone, slot % Chunk.ROWS)).isGreaterThan(0.5);
        }
        Chunk last = templates.of(1099);
        assertThat(last.inverseNorms[1099 % Chunk.ROWS]).isZero();
        assertThat(last.distanceOfCodes(gone, 1099 % Chunk.ROWS)).isCloseTo(1, within(1e-6));
    }

    @Test
    void whatIsWrittenAloneCopiesNothing() {
        int count = 20_000;
        var random = new Random(6);
        var index = TemplateIndexes.create(128);
        var vectors = new ArrayList<Embedding>();
        for (int i = 0; i < count; i++) {
            vectors.add(TemplateIndexContract.random(random, 128));
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < count; i++) {
            index.put("person-" + i / 4 + "/photo-" + i + "/model", "person-" + i / 4, vectors.get(i));
        }
        // Five bytes per dimension stay; a copy of the block's codes alone would be 8,192.
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / count).isLessThan(4096);
    }

    @Test
    void refusesADimensionBelowOne() {
        assertThatThrownBy(() -> TemplateIndexes.create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0");
    }

    private static String askInANewJvm(List<String> flags) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Question.class.getName()));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String answer() {
        var random = new Random(1);
        var index = TemplateIndexes.create(128);
        for (int i = 0; i < 500; i++) {
            index.put("t" + i, "p" + i % 7, TemplateIndexContract.random(random, 128));
        }
        Embedding query = TemplateIndexContract.random(random, 128);
        return index.topK(query, 3) + " " + index.nearestPersons(query, 3);
    }

    static final class Question {
        private Question() {}

        @SuppressWarnings("SystemOut") // The parent process reads it.
        public static void main(String[] args) {
            System.out.println("simd=" + TemplateIndexes.simd() + " " + answer());
        }
    }
}
