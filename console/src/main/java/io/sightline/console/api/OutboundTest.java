package io.sightline.console.api;

/**
 * What came of a message of kind TEST.
 *
 * @param words what the target answered, or why it was not reached
 */
public record OutboundTest(boolean works, String words) {}
