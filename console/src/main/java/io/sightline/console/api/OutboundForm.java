package io.sightline.console.api;

import java.util.List;
import java.util.Optional;

/**
 * Where identity events are handed to outside of Kafka, and which.
 *
 * @param url of a webhook: https, or http if {@code allowPlain}; without a user or password
 * @param mqtt of an MQTT broker
 * @param allowPrivate whether it may be at a loopback or private address
 * @param allowPlain whether it may be reached without encryption, at a loopback or private address only
 * @param includeName whether the person's name goes along: personal data, which then is elsewhere too
 * @param kinds which events
 * @param cameras of these cameras alone; empty for all
 * @param persons of these people alone, by personId; empty for all
 */
public record OutboundForm(
        String name,
        Kind kind,
        boolean enabled,
        Optional<String> url,
        Optional<Mqtt> mqtt,
        boolean allowPrivate,
        boolean allowPlain,
        boolean includeName,
        List<Event> kinds,
        List<String> cameras,
        List<String> persons) {

    /** How it is reached. */
    public enum Kind {
        WEBHOOK,
        MQTT
    }

    /**
     * An MQTT broker.
     *
     * @param password only as <code>${env:NAME}</code> or <code>${file:PATH}</code>
     * @param topicPrefix before every topic, such as sightline
     * @param discoveryPrefix where Home Assistant listens for what there is, by default homeassistant; empty: it is told
     *     nothing
     */
    public record Mqtt(
            String host,
            int port,
            boolean tls,
            Optional<String> user,
            Optional<String> password,
            String topicPrefix,
            Optional<String> discoveryPrefix) {}

    /** Kinds of events, as docs/consuming-events.md has them. */
    public enum Event {
        APPEARED,
        IDENTIFIED,
        UPDATED,
        LEFT,
        CORRECTED,
        RETRACTED
    }
}
