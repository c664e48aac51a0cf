package io.sightline.console.timeline;

import io.sightline.console.api.SightingView;
import io.sightline.console.api.SightingView.Reason;
import io.sightline.console.api.SightingView.Word;
import io.sightline.console.api.Who;
import io.sightline.console.http.Endpoint;
import io.sightline.console.people.PeopleBook;
import io.sightline.operations.identity.ReasonsInWords;
import io.sightline.schemas.avro.Label;
import java.util.List;
import java.util.Optional;

/** Shows sightings by what is known of people now. */
final class SightingViews {
    private final PeopleBook people;
    private final Explanation explanation;

    SightingViews(PeopleBook people) {
        this.people = people;
        this.explanation = new Explanation(people);
    }

    SightingView of(Sighting s) {
        boolean isErased = s.personId().map(people::isGone).orElse(false);
        return new SightingView(
                s.id(),
                s.about().getEventId(),
                s.cameraId(),
                who(s),
                s.first(),
                s.last(),
                s.isOver(),
                Explanation.certainty(s),
                explanation.sentence(s),
                reasons(s),
                // The face of somebody who was forgotten is not shown, though topic crops may have it for a while.
                isErased
                        ? Optional.empty()
                        : s.crop().map(c -> Endpoint.BASE + "/crops/" + c.getPartition() + "-" + c.getOffset()),
                s.personId().flatMap(people::portraitOf).map(PeopleBook.Template::url),
                s.word().map(w -> word(s, w)),
                s.delayMillis());
    }

    private Who who(Sighting s) {
        return s.personId()
                .map(id -> Who.person(id, people.nameOf(id)))
                .or(() -> s.anonymousId().map(Who::stranger))
                .orElseGet(Who::unknown);
    }

    private List<Reason> reasons(Sighting s) {
        return new ReasonsInWords(people::called)
                .of(s.explained()).stream()
                        .map(line -> new Reason(line.about(), line.words()))
                        .toList();
    }

    private Word word(Sighting s, Label label) {
        String now = s.personId().map(people::called).orElse("nobody who is enrolled");
        String words =
                switch (label.getKind()) {
                    case IS_NOT ->
                        label.getActor() + " said: not "
                                + Optional.ofNullable(label.getPersonId())
                                        .map(people::called)
                                        .orElse("this unknown person");
                    case IS, NAMED ->
                        s.formerPersonId().isPresent() && !s.formerPersonId().equals(s.personId())
                                ? label.getActor() + " corrected it from "
                                        + people.called(s.formerPersonId().get()) + " to " + now
                                : label.getActor() + " said: this is "
                                        + Optional.ofNullable(label.getPersonId())
                                                .map(people::called)
                                                .orElse(now);
                    case SAME, FORGOTTEN, UNLEARNED, MERGED, UNSPECIFIED ->
                        throw new IllegalStateException("Nobody says " + label.getKind());
                };
        return new Word(label.getActor(), label.getSaidAt(), words);
    }
}
