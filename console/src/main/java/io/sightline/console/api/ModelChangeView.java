package io.sightline.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that is done with a model, in the background.
 *
 * @param said what it has said so far; of very many lines the last
 * @param question what it asks, if it does; answered by POST .../answer, or by no after 15 minutes
 * @param progress of what it does just now, where that can be told
 * @param outcome what came of it, or why nothing did; empty as long as it runs
 */
public record ModelChangeView(
        String id,
        Kind kind,
        String modelId,
        String actor,
        Instant startedAt,
        Optional<Instant> endedAt,
        State state,
        List<String> said,
        Optional<String> question,
        Optional<Progress> progress,
        Optional<String> outcome) {

    /** What is done. */
    public enum Kind {
        /** It embeds what cameras see, gets to know everybody, and decides nothing. */
        SHADOW,
        /** It embeds no more, and is a candidate again. */
        STOP_SHADOW,
        /** It decides. */
        PROMOTE,
        /** It decides again, as it did before. */
        ROLLBACK,
        /** It embeds no more. */
        RETIRE
    }

    /** How far it is. */
    public enum State {
        RUNNING,
        /** It waits for an answer. */
        ASKING,
        DONE,
        /** The answer was no, or figures spoke against it. */
        REFUSED,
        FAILED
    }
}
