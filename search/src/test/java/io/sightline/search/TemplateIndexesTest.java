package io.sightline.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.Embedding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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
