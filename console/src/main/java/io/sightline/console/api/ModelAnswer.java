package io.sightline.console.api;

/** What a change of models asked for. */
public record ModelAnswer(boolean yes) {}
