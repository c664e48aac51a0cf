package io.sightline.console.api;

/** A source to be tried, as in a camera's settings. */
public record CameraTestRequest(String source) {}
