package io.sightline.client;

import io.sightline.schemas.avro.IdentityEvent;

/**
 * What a program does with identity events. All calls come from the thread that runs the {@link IdentityEvents}, one at
 * a time; each is logged too.
 *
 * <p>What a method throws is reported to {@link #onFailure} and logged, and the stream goes on. While a method runs
 * nothing else is read, and events age: hand slow work to a thread of your own.
 */
@FunctionalInterface
public interface EventHandler {

    /**
     * Something that happened just now and may be acted on. Comes at most once per event, in each camera's order. That
     * it comes was made durable before: if this throws, or the process ends, it does not come again.
     */
    void onEvent(IdentityEvent event);

    /**
     * A CORRECTED or RETRACTED: what an earlier event said was wrong. Never to be acted on at a door: it may come long
     * after. At most once and in order, like events, and however old it is.
     */
    default void onCorrection(IdentityEvent correction) {}

    /** A record was not handed over, and will not be. */
    default void onRefused(Refusal refusal) {}

    /** Events were missed. Comes before the event that shows it. */
    default void onGap(Gap gap) {}

    /** {@link #onEvent} or {@link #onCorrection} threw; the event counts as handed over. */
    default void onFailure(IdentityEvent event, RuntimeException failure) {}

    /** Reading has begun: what happens after this comes. Again when {@link #onLogReplaced} was called. */
    default void onReady() {}

    /** Nothing comes until it is back; it is tried again by itself. */
    default void onAway(Dependency dependency, String why) {}

    /** What was away is back; what happened meanwhile comes now, as far as it is fresh. */
    default void onBack(Dependency dependency) {}

    /**
     * The topic is another one than the marks are about: it was deleted and made anew. They are forgotten, and the new
     * topic is read from its beginning.
     */
    default void onLogReplaced() {}
}
