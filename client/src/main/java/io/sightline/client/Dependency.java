package io.sightline.client;

/** What an {@link IdentityEvents} needs and can do nothing about. */
public enum Dependency {
    /** Kafka, with the topic. */
    BROKER,
    /** The schema registry; asked once per schema, so that it is missed late. */
    REGISTRY,
    /** Where the marks are kept: while they cannot be written, nothing is handed over. */
    MARKS
}
