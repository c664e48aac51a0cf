package io.sightline.console.api;

/**
 * With whom somebody is merged.
 *
 * @param into the id of the person who stays
 */
public record MergeForm(String into) {}
