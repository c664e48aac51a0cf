package io.sightline.console.api;

/**
 * What came of a merge.
 *
 * @param person who stays
 * @param faces that became theirs
 * @param events that were corrected to them; what was done of it by an earlier try does not count
 * @param words in one sentence
 */
public record MergeAnswer(PersonView person, int faces, int events, String words) {}
