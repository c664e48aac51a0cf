package io.sightline.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a model would have decided otherwise than the active one.
 *
 * @param failure why it failed
 * @param faces that both have embedded
 * @param tracks of those faces
 * @param byActive how many times the active model names somebody; likewise byCandidate
 * @param agreed how many times both name the same
 * @param known of the active model's templates, how many the candidate has
 * @param wanted how many the active model has
 * @param fairness in words, if the candidate does not know everybody; then it names fewer for that alone
 * @param words the same figures in sentences
 * @param judged by what people said of the sightings
 * @param rows where the two do not agree, in the order of time
 * @param left how many such rows are left off
 */
public record ComparisonView(
        String id,
        String active,
        String candidate,
        int hours,
        Instant startedAt,
        State state,
        Optional<Progress> progress,
        Optional<String> failure,
        long faces,
        int tracks,
        int byActive,
        int byCandidate,
        int agreed,
        int known,
        int wanted,
        Optional<String> fairness,
        List<String> words,
        Judged judged,
        List<Disagreement> rows,
        int left) {

    /** How far it is. */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }

    /** How many of the rows are right for which model. */
    public record Judged(int active, int candidate, int neither, int unjudged) {}
}
