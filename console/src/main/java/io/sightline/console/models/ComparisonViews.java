package io.sightline.console.models;

import io.sightline.console.api.ComparisonView;
import io.sightline.console.api.ComparisonView.Judged;
import io.sightline.console.api.Disagreement;
import io.sightline.console.api.Disagreement.Right;
import io.sightline.console.api.Disagreement.What;
import io.sightline.console.api.SightingView;
import io.sightline.console.api.Who;
import io.sightline.console.http.Endpoint;
import io.sightline.console.timeline.SightingBook.OfTrack;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Shows comparisons by what is known of people now, and by what was said of the sightings since. */
final class ComparisonViews {
    private static final Comparison.Found NOTHING_YET =
            new Comparison.Found(0, 0, 0, 0, 0, 0, 0, Optional.empty(), List.of(), List.of(), 0);

    private final Function<String, Optional<String>> names;
    private final Function<String, Optional<OfTrack>> sightings;

    /**
     * Prepares for showing.
     *
     * @param names by personId; empty for somebody who is gone
     * @param sightings by trackId; empty where none is remembered
     */
    ComparisonViews(Function<String, Optional<String>> names, Function<String, Optional<OfTrack>> sightings) {
        this.names = names;
        this.sightings = sightings;
    }

    ComparisonView of(Comparison c) {
        Comparison.Found found = c.found().orElse(NOTHING_YET);
        List<Disagreement> rows = found.rows().stream().map(this::row).toList();
        return new ComparisonView(
                c.id(),
                c.active(),
                c.candidate(),
                c.hours(),
                c.startedAt(),
                c.state(),
                c.progress(),
                c.failure(),
                found.faces(),
                found.tracks(),
                found.byActive(),
                found.byCandidate(),
                found.agreed(),
                found.known(),
                found.wanted(),
                found.fairness(),
                found.words(),
                new Judged(
                        count(rows, Optional.of(Right.ACTIVE)),
                        count(rows, Optional.of(Right.CANDIDATE)),
                        count(rows, Optional.of(Right.NEITHER)),
                        count(rows, Optional.empty())),
                rows,
                found.left());
    }

    private static int count(List<Disagreement> rows, Optional<Right> right) {
        return (int) rows.stream().filter(r -> r.rightModel().equals(right)).count();
    }

    private Disagreement row(Comparison.Row row) {
        Optional<OfTrack> sighting = sightings.apply(row.trackId());
        boolean isErased = row.active().filter(this::isGone).isPresent()
                || row.candidate().filter(this::isGone).isPresent();
        return new Disagreement(
                What.valueOf(row.kind().name()),
                row.at(),
                row.cameraId(),
                row.trackId(),
                row.active().map(this::who),
                row.candidate().map(this::who),
                row.byActive(),
                row.activeThreshold(),
                row.byCandidate(),
                row.candidateThreshold(),
                isErased ? Optional.empty() : row.crop().map(c -> Endpoint.BASE + "/crops/" + c),
                sighting.map(OfTrack::view).map(SightingView::eventId),
                sighting.map(OfTrack::view).flatMap(SightingView::word),
                sighting.flatMap(OfTrack::label).flatMap(word -> Verdict.of(word, row.active(), row.candidate())));
    }

    private boolean isGone(String personId) {
        return names.apply(personId).isEmpty();
    }

    private Who who(String personId) {
        return Who.person(personId, names.apply(personId).orElse(personId));
    }
}
