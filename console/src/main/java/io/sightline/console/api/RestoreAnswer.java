package io.sightline.console.api;

/**
 * What a restore of the gallery did.
 *
 * @param people who were added
 * @param faces that people are recognised by and that were added
 * @param words all that is to be said about it, in sentences
 */
public record RestoreAnswer(int people, int faces, String words) {}
