package io.sightline.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.service.ExitCode;
import io.sightline.operations.topics.Labelling;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.LabelOutcome;
import io.sightline.schemas.avro.LabelResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelAnswerTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void tellsHowManyEventsWereCorrectedOnWhichCameras() {
        LabelAnswer answer = answer(
                1,
                List.of(event("lobby", 1), event("door", 1), event("lobby", 2)),
                result(0, LabelOutcome.APPLIED, 3, 2, ""));

        print(answer);

        assertThat(answer.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(text(out))
                .contains("Done.")
                .contains("3 events are corrected, on door (1), lobby (2). 2 faces learned.");
        assertThat(text(err)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ALREADY, it was so before; nothing has changed.",
        "UNKNOWN_EVENT, the matcher does not know that event",
        "NOT_SAID, the event does not say that",
        "PERSON_ERASED, that person was erased",
        "NOTHING_HERE, 'no camera''s events, and no face, depend on it'"
    })
    void aNoSaysWhichAndWhy(LabelOutcome outcome, String words) {
        LabelAnswer answer = answer(1, List.of(), result(0, outcome, 0, 0, "because."));

        print(answer);

        assertThat(answer.exitCode()).isEqualTo(ExitCode.NEGATIVE);
        assertThat(text(out)).isEmpty();
        assertThat(text(err)).contains("It: " + words);
    }

    @Test
    void aFailureIsToldWithItsReason() {
        LabelAnswer answer = answer(1, List.of(), result(0, LabelOutcome.FAILED, 0, 0, "the store is full"));

        print(answer);

        assertThat(answer.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(text(err)).contains("the matcher failed on it: the store is full");
    }

    @Test
    void whoDidNotAnswerIsCountedAndWhatWasDoneIsToldAllTheSame() {
        LabelAnswer answer = answer(12, List.of(event("lobby", 1)), result(0, LabelOutcome.APPLIED, 1, 0, ""));

        print(answer);

        assertThat(answer.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(text(out)).contains("1 event is corrected, on lobby (1).");
        assertThat(text(err))
                .contains("11 of 12 partitions have not answered")
                .contains("label-1 stands")
                .contains("./sightline doctor");
    }

    private void print(LabelAnswer answer) {
        answer.print("Done.", "It", stream(out), stream(err));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static LabelAnswer answer(int partitions, List<IdentityEvent> corrections, LabelResult... results) {
        Label label = Label.newBuilder()
                .setLabelId("label-1")
                .setKind(LabelKind.IS_NOT)
                .setActor("me")
                .setSaidAt(Instant.EPOCH)
                .build();
        return new LabelAnswer(
                new Labelling.Outcome(label, partitions, Stream.of(results).toList(), corrections));
    }

    private static LabelResult result(int partition, LabelOutcome outcome, int events, int templates, String message) {
        return new LabelResult("label-1", partition, outcome, events, templates, message, Instant.EPOCH);
    }

    private static IdentityEvent event(String camera, int number) {
        return IdentityEvent.newBuilder()
                .setEventId(camera + "/1/2/3.4/CORRECTED/" + number)
                .setCameraId(camera)
                .setSequence(number)
                .setKind(EventKind.CORRECTED)
                .setTrackId(camera + "/1/2/3.4")
                .setCapturedAt(Instant.EPOCH)
                .setExpiresAt(Instant.EPOCH)
                .setFirstSeenAt(Instant.EPOCH)
                .setLabelId("label-1")
                .build();
    }
}
