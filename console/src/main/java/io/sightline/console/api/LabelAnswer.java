package io.sightline.console.api;

/**
 * What became of a word.
 *
 * @param isComplete whether every part of the system answered in time; if not, it follows by itself
 * @param corrected how many events were corrected
 * @param learned how many faces were learned or unlearned
 * @param words in one sentence
 */
public record LabelAnswer(String labelId, boolean isComplete, int corrected, int learned, String words) {}
