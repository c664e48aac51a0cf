package io.sightline.console.outbound;

import java.time.Duration;
import java.util.Optional;

/** What came of one try to hand a message over. */
sealed interface Outcome {

    /** The target has it. */
    record Delivered(String words) implements Outcome {}

    /** It will never take it. */
    record GivenUp(String why) implements Outcome {}

    /** It wants nothing more, ever. */
    record Gone(String why) implements Outcome {}

    /**
     * It may take it later.
     *
     * @param isTargetAway whether any message would have failed: then all of them wait
     * @param delay how long the target asked to be left alone
     */
    record Failed(String why, boolean isTargetAway, Optional<Duration> delay) implements Outcome {}
}
