package io.sightline.console.api;

/**
 * What became of a name.
 *
 * @param words in one sentence
 */
public record NamingAnswer(
        String personId, String name, boolean isComplete, int corrected, int learned, String words) {}
