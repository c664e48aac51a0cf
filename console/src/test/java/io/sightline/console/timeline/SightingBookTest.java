package io.sightline.console.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.console.api.SightingPage;
import io.sightline.console.api.SightingView;
import io.sightline.console.people.PeopleBook;
import io.sightline.console.timeline.SightingBook.Filter;
import io.sightline.core.UserError;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.LabelKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SightingBookTest {
    private static final String ADA = "person-ada";
    private static final String BOB = "person-bob";
    private static final Filter ALL = of(Optional.empty());

    private final SightingBook book = new SightingBook(5, new SightingViews(new PeopleBook())::of);

    private static Filter of(Optional<String> person) {
        return new Filter(
                person, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void learn(IdentityEvent.Builder event) {
        book.learn(event.build(), Optional.empty());
    }

    private void visit(int second, String who) {
        learn(Told.event(EventKind.IDENTIFIED, "t" + second, 1, who).setFirstSeenAt(Told.NOON.plusSeconds(second)));
    }

    private List<String> ids() {
        return book.page(ALL, Optional.empty(), 100).sightings().stream()
                .map(SightingView::sightingId)
                .toList();
    }

    @Test
    void theLatestComesFirstAndBeyondSoManyTheOldestGoes() {
        for (int second : List.of(10, 30, 20, 50, 40, 60)) {
            visit(second, ADA);
        }

        assertThat(ids()).containsExactly("t60", "t50", "t40", "t30", "t20");
        assertThat(book.size()).isEqualTo(5);
        assertThat(book.events()).isEqualTo(5);
        assertThat(book.ofTrack("t10")).isEmpty();
    }

    @Test
    void pagesMeetWithoutAGapOrADouble() {
        for (int second = 1; second <= 5; second++) {
            visit(second, second == 3 ? BOB : ADA);
        }
        List<String> seen = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            SightingPage page = book.page(of(Optional.of(ADA)), next, 2);
            page.sightings().forEach(s -> seen.add(s.sightingId()));
            next = page.next();
        } while (next.isPresent());

        assertThat(seen).containsExactly("t5", "t4", "t2", "t1");
        assertThatThrownBy(() -> book.page(ALL, Optional.of("yesterday"), 2)).isInstanceOf(UserError.class);
    }

    @Test
    void aCorrectionChangesWhoItIsAndOneOfNothingKnownMakesNothing() {
        visit(10, BOB);
        learn(Told.corrected("t10", 2, "t10/IDENTIFIED/1", BOB, ADA));
        learn(Told.corrected("t99", 2, "t99/IDENTIFIED/1", BOB, ADA));

        assertThat(ids()).containsExactly("t10");
        assertThat(book.page(of(Optional.of(ADA)), Optional.empty(), 10).sightings())
                .hasSize(1);
        assertThat(book.page(of(Optional.of(BOB)), Optional.empty(), 10).sightings())
                .isEmpty();
    }

    @Test
    void aWordThatComesBeforeItsEventIsRemembered() {
        book.learn(Told.word(LabelKind.IS, "t10/IDENTIFIED/1", ADA));
        visit(10, ADA);

        assertThat(book.page(ALL, Optional.empty(), 1).sightings().get(0).word())
                .hasValueSatisfying(word -> assertThat(word.actor()).isEqualTo("olga"));
    }

    @Test
    void ofASightingThatLastsAllDayOnlyTheLatestEventsAreKeptAndItIsCorrectedAllTheSame() {
        visit(10, BOB);
        for (int n = 2; n <= 2_000; n++) {
            learn(Told.event(EventKind.UPDATED, "u" + n, n, null).setSightingId("t10"));
        }

        assertThat(book.size()).isEqualTo(1);
        assertThat(book.events()).isEqualTo(200);
        assertThat(book.ofTrack("u2000")).isPresent();
        assertThat(book.ofTrack("u2")).isEmpty();
        book.learn(Told.word(LabelKind.IS, "t10/IDENTIFIED/1", ADA));
        assertThat(book.page(ALL, Optional.empty(), 1).sightings().get(0).word())
                .as("the event that words are said of stays")
                .isPresent();
        learn(Told.corrected("u3", 3_000, "u3/UPDATED/3", BOB, ADA).setSightingId("t10"));
        assertThat(book.page(of(Optional.of(ADA)), Optional.empty(), 1).sightings())
                .as("one that is not remembered, by its sighting")
                .hasSize(1);
    }

    @Test
    void whoFollowsOnePersonIsToldWhenASightingIsTheirsNoMore() {
        List<String> told = new ArrayList<>();
        Runnable end = book.follow(
                of(Optional.of(BOB)),
                view -> told.add(view.sightingId() + " " + view.who().personId().orElse("-")));
        visit(10, BOB);
        visit(20, ADA);
        learn(Told.corrected("t10", 2, "t10/IDENTIFIED/1", BOB, ADA));
        learn(Told.event(EventKind.LEFT, "t10", 3, ADA));
        end.run();
        visit(30, BOB);

        assertThat(told).containsExactly("t10 " + BOB, "t10 " + ADA);
    }
}
