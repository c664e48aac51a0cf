package io.sightline.console.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.console.api.ModelChangeView;
import io.sightline.console.api.ModelChangeView.Kind;
import io.sightline.console.api.ModelChangeView.State;
import io.sightline.console.http.Problem;
import io.sightline.core.UserError;
import io.sightline.core.testkit.Waiting;
import io.sightline.operations.timetravel.Progress;
import io.sightline.operations.topics.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private Changes changes = new Changes(InstantSource.fixed(NOON), LONG);

    @AfterEach
    void close() {
        mayEnd.countDown();
        changes.close();
    }

    private Change start(Changes.Work work) {
        return changes.start(Kind.PROMOTE, "b@1", "ann", work, failures::add);
    }

    private static ModelChangeView awaitEnd(Change change) throws Exception {
        Waiting.until("it is over", LONG, change::isOver);
        return change.view();
    }

    private static void awaitState(Change change, State state) throws Exception {
        Waiting.until("it is " + state, LONG, () -> change.view().state() == state);
    }

    private String waitForTheEnd() {
        try {
            assertThat(mayEnd.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new Unavailable("Interrupted", e);
        }
        return "done";
    }

    @Test
    void whatIsSaidAndDoneIsShown() throws Exception {
        ModelChangeView view = awaitEnd(start(dialogue -> {
            dialogue.say("first");
            dialogue.say("second");
            return "It decides.";
        }));

        assertThat(view.state()).isEqualTo(State.DONE);
        assertThat(view.said()).containsExactly("first", "second");
        assertThat(view.outcome()).hasValue("It decides.");
        assertThat(view.endedAt()).hasValue(NOON);
        assertThat(view.actor()).isEqualTo("ann");
        assertThat(failures).isEmpty();
        assertThat(changes.latest().orElseThrow().id()).isEqualTo(view.id());
        assertThat(changes.find(view.id()).view()).isEqualTo(view);
    }

    @Test
    void aQuestionWaitsForItsAnswerAndGoesOnWithIt() throws Exception {
        Change change = start(dialogue -> dialogue.confirms("All the same?") ? "went on" : "did not");
        awaitState(change, State.ASKING);
        assertThat(change.view().question()).hasValue("All the same?");

        change.answer(true);

        ModelChangeView view = awaitEnd(change);
        assertThat(view.outcome()).hasValue("went on");
        assertThat(view.question()).isEmpty();
        assertThat(view.said()).containsExactly("Yes was the answer to: All the same?");
    }

    @Test
    void whereNothingIsAskedThereIsNothingToAnswer() throws Exception {
        Change change = start(dialogue -> waitForTheEnd());

        assertThatThrownBy(() -> change.answer(true))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("Nothing is asked");
    }

    @Test
    void aQuestionThatNobodyAnswersIsAnsweredWithNo() throws Exception {
        changes = new Changes(InstantSource.fixed(NOON), Duration.ofMillis(50));

        ModelChangeView view = awaitEnd(start(dialogue -> dialogue.confirms("All the same?") ? "went on" : "did not"));

        assertThat(view.outcome()).hasValue("did not");
        assertThat(view.said()).singleElement().asString().startsWith("Nobody answered");
    }

    @Test
    void copyingShowsHowFarItIs() throws Exception {
        var begun = new CountDownLatch(1);
        Change change = start(dialogue -> {
            Progress copying = dialogue.copying();
            copying.begin(7);
            copying.at(3);
            begun.countDown();
            waitForTheEnd();
            copying.end(7);
            return "done";
        });
        assertThat(begun.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(change.view().progress())
                .hasValue(new io.sightline.console.api.Progress(3, Optional.of(7L), "templates"));

        mayEnd.countDown();
        assertThat(awaitEnd(change).progress()).isEmpty();
    }

    @Test
    void oneRunsAtATime() throws Exception {
        Change change = start(dialogue -> waitForTheEnd());

        assertThatThrownBy(() -> start(dialogue -> "another"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("changed already, by ann");

        mayEnd.countDown();
        awaitEnd(change);
        assertThat(awaitEnd(start(dialogue -> "another")).outcome()).hasValue("another");
    }

    @Test
    void whyItFailedIsShownAndTheAuditIsTold() throws Exception {
        ModelChangeView view = awaitEnd(start(dialogue -> {
            throw new UserError("It is not in the shadow");
        }));

        assertThat(view.state()).isEqualTo(State.FAILED);
        assertThat(view.outcome()).hasValue("It is not in the shadow");
        assertThat(failures).containsExactly("It is not in the shadow");
    }

    @Test
    void aFaultIsNotShownAsItIs() throws Exception {
        ModelChangeView view = awaitEnd(start(dialogue -> {
            throw new IllegalStateException("secret detail");
        }));

        assertThat(view.state()).isEqualTo(State.FAILED);
        assertThat(view.outcome().orElseThrow()).contains("its log says what").doesNotContain("secret");
    }

    @Test
    void closedWhileItAsksItEndsAndSaysWhy() throws Exception {
        Change change = start(dialogue -> dialogue.confirms("All the same?") ? "went on" : "did not");
        awaitState(change, State.ASKING);

        changes.close();

        assertThat(awaitEnd(change).state()).isEqualTo(State.FAILED);
        assertThat(failures).singleElement().asString().startsWith("The console was stopped meanwhile");
        assertThatThrownBy(() -> start(dialogue -> "another")).isInstanceOf(Problem.class);
    }

    @Test
    void closedWhileItCopiesItEndsAtTheNextTemplate() throws Exception {
        var begun = new CountDownLatch(1);
        Change change = start(dialogue -> {
            Progress copying = dialogue.copying();
            copying.begin(Long.MAX_VALUE);
            for (long done = 0; ; done++) {
                copying.at(done);
                begun.countDown();
            }
        });
        assertThat(begun.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

        changes.close();

        assertThat(awaitEnd(change).outcome().orElseThrow()).startsWith("The console was stopped meanwhile");
    }

    @Test
    void ofVeryManyLinesTheLastAreKept() throws Exception {
        ModelChangeView view = awaitEnd(start(dialogue -> {
            for (int i = 1; i <= 1_000; i++) {
                dialogue.say("line " + i);
            }
            return "done";
        }));

        assertThat(view.said()).hasSize(500).endsWith("line 1000");
    }
}
