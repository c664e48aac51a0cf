package io.sightline.console.api;

import java.util.Optional;

/**
 * What came of trying a camera.
 *
 * @param words what was seen, or why it failed and what to do
 * @param snapshot the first picture as a data URL; empty if it failed
 */
public record CameraTest(boolean works, String words, int width, int height, Optional<String> snapshot) {}
