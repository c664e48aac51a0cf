package io.sightline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMarksTest extends MarksContract {
    @TempDir
    Path folder;

    @Override
    Marks open() throws IOException {
        return Marks.inFile(folder.resolve("marks"));
    }

    @Test
    void areThereAgainAfterTheyWereClosed() throws Exception {
        try (Marks marks = open()) {
            marks.begin("log");
            marks.advance(new Progress(Map.of(3, 100L), Map.of("a camera=with/signs ü", 7L)));
        }
        try (Marks marks = open()) {
            assertThat(marks.log()).contains("log");
            assertThat(marks.sequence("a camera=with/signs ü")).isEqualTo(7);
            assertThat(marks.position(3)).hasValue(100);
        }
    }

    @Test
    void everyStepIsInTheFileWhenItReturns() throws Exception {
        try (Marks marks = open()) {
            marks.begin("log");
            for (long sequence = 1; sequence <= 50; sequence++) {
                marks.advance(new Progress(Map.of(0, sequence), Map.of("lobby", sequence)));

                Path copy = Files.createTempDirectory(folder, "copy").resolve("marks");
                Files.copy(folder.resolve("marks"), copy);
                try (Marks afterACrash = Marks.inFile(copy)) {
                    assertThat(afterACrash.sequence("lobby")).isEqualTo(sequence);
                }
            }
        }
    }

    @Test
    void aTornLastLineIsVoidWhereverItIsTorn() throws Exception {
        try (Marks marks = open()) {
            marks.begin("log");
            marks.advance(new Progress(Map.of(0, 1L), Map.of("lobby", 1L)));
        }
        Path file = folder.resolve("marks");
        byte[] whole = Files.readAllBytes(file);
        String line = "00000000 partition=0=2 camera=lobby=2";
        for (int bytes = 1; bytes < line.length(); bytes++) {
            Files.write(file, whole);
            Files.writeString(file, line.substring(0, bytes), StandardCharsets.UTF_8, StandardOpenOption.APPEND);
            try (Marks marks = open()) {
                assertThat(marks.sequence("lobby")).isEqualTo(1);
            }
        }
    }

    @Test
    void anEmptyFileIsAsNone() throws Exception {
        Files.createFile(folder.resolve("marks"));
        try (Marks marks = open()) {
            assertThat(marks.log()).isEmpty();
        }
    }

    @Test
    void damageInTheMiddleIsRefusedWithTheLine() throws Exception {
        try (Marks marks = open()) {
            marks.begin("log");
            marks.advance(new Progress(Map.of(0, 1L), Map.of("lobby", 1L)));
            marks.advance(new Progress(Map.of(0, 2L), Map.of("lobby", 2L)));
        }
        Path file = folder.resolve("marks");
        Files.writeString(file, Files.readString(file).replace("lobby=1", "lobby=9"));

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("damaged at line 2");
    }

    @Test
    void serveOneConsumerAtATime() throws Exception {
        Marks marks = open();
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("Another consumer");
        marks.close();
        open().close();
    }

    @Test
    void theFileStaysSmallHoweverManyStepsAreTaken() throws Exception {
        try (Marks marks = open()) {
            marks.begin("log");
            for (long sequence = 1; sequence <= 8_000; sequence++) {
                marks.advance(new Progress(Map.of(0, sequence), Map.of("lobby", sequence)));
            }
            assertThat(Files.size(folder.resolve("marks"))).isLessThan(FileMarks.REWRITTEN_AT_BYTES + 1_000);
        }
        try (Marks marks = open()) {
            assertThat(marks.sequence("lobby")).isEqualTo(8_000);
        }
    }

    @Test
    void aStepThatCannotBeKeptDoesNotShowAndCanBeTakenAgain() throws Exception {
        Path away = folder.resolve("away");
        Files.createDirectory(away);
        try (Marks marks = Marks.inFile(away.resolve("marks"))) {
            marks.begin("log");
            // An interrupted write closes the file: the nearest thing to a disk that fails.
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> marks.advance(new Progress(Map.of(0, 1L), Map.of("lobby", 1L))))
                    .isInstanceOf(IOException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(marks.sequence("lobby")).isZero();

            marks.advance(new Progress(Map.of(0, 1L), Map.of("lobby", 1L)));
        }
        try (Marks marks = Marks.inFile(away.resolve("marks"))) {
            assertThat(marks.sequence("lobby")).isEqualTo(1);
        }
    }
}
