package io.sightline.operations.rollout;

import io.sightline.operations.timetravel.Difference;
import io.sightline.operations.timetravel.Identification;
import io.sightline.operations.timetravel.ModelRule;
import io.sightline.operations.timetravel.SideBySide;
import io.sightline.operations.timetravel.TrackDistances;
import io.sightline.schemas.avro.CropRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a candidate would have decided otherwise than the active model, on the faces that both have embedded.
 *
 * @param rows where they do not agree, in the order of time; perhaps not all of them
 * @param known how many templates the candidate has of those that the active model has
 * @param templates how many that are
 */
public record ShadowReport(
        ModelRule active, ModelRule candidate, SideBySide.Result result, List<Row> rows, int known, int templates) {

    /**
     * A disagreement.
     *
     * @param activePerson whom the active model names; null if nobody
     * @param candidatePerson whom the candidate names; null if nobody
     * @param about the person whose distances are given: whom the active model names, else whom the candidate does
     * @param byActive the smallest distance of the track's faces to that person by the active model; 0 to 2
     * @param byCandidate by the candidate, whose distances have another scale; so each stands beside its threshold
     * @param crop the track's best face; null if it is not known
     */
    public record Row(
            Difference.Kind kind,
            Instant at,
            String cameraId,
            String trackId,
            String activePerson,
            String candidatePerson,
            String about,
            OptionalDouble byActive,
            OptionalDouble byCandidate,
            CropRef crop) {}

    public ShadowReport {
        rows = List.copyOf(rows);
    }

    /**
     * Puts one together.
     *
     * @param distances has taken in the faces of the first {@code mostRows} tracks that differ
     */
    public static ShadowReport of(
            ModelRule active,
            ModelRule candidate,
            SideBySide.Result result,
            TrackDistances distances,
            int mostRows,
            int known,
            int templates) {
        List<Row> rows = new ArrayList<>();
        for (Difference d : result.differences().stream().limit(mostRows).toList()) {
            Identification shown = d.shown();
            rows.add(new Row(
                    d.kind(),
                    shown.at(),
                    shown.cameraId(),
                    shown.trackId(),
                    Optional.ofNullable(d.was()).map(Identification::personId).orElse(null),
                    Optional.ofNullable(d.wouldBe())
                            .map(Identification::personId)
                            .orElse(null),
                    shown.personId(),
                    distances.nearest(shown.trackId(), shown.personId(), active),
                    distances.nearest(shown.trackId(), shown.personId(), candidate),
                    result.crops().get(shown.trackId())));
        }
        return new ShadowReport(active, candidate, result, rows, known, templates);
    }

    /** Whether the candidate knows everybody: else it names fewer for that alone. */
    public boolean isFair() {
        return known == templates;
    }

    public int agreed() {
        return (int)
                (result.byActive() - result.count(Difference.Kind.VANISHES) - result.count(Difference.Kind.CHANGES));
    }

    /** How many disagreements are not among the rows. */
    public int left() {
        return result.differences().size() - rows.size();
    }
}
