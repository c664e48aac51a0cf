package io.sightline.console.outbound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.MqttBroker;
import io.sightline.schemas.avro.OutboundTarget;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What an MQTT broker is told, and Home Assistant through it: per camera an event topic, a sensor of who was seen last and
 * a binary sensor of whether somebody is there.
 *
 * <p>Nothing that is retained says anything of a person: a broker keeps it after the person is forgotten. Therefore people
 * have no entities of their own.
 *
 * <p>Thread-safe, as long as one thread at a time has a camera. Source:
 * https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
 */
final class MqttMessages {
    private static final JsonMapper JSON = new JsonMapper();
    /** After it nobody is there any more, if the event that says so was missed; seconds. */
    private static final int OFF_DELAY = 900;

    private static final int MOST_THERE = 1_000;

    private final OutboundTarget target;
    private final MqttBroker broker;
    private final Function<String, Optional<String>> names;
    /** By camera, the sightings that are not over. */
    private final Map<String, Set<String>> there = new ConcurrentHashMap<>();

    MqttMessages(OutboundTarget target, Function<String, Optional<String>> names) {
        this.target = target;
        this.broker = target.getMqtt();
        this.names = names;
    }

    /** A message of MQTT, with QoS 1. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    record Message(String topic, byte[] payload, boolean isRetained) {

        static Message of(String topic, String text, boolean isRetained) {
            return new Message(topic, text.getBytes(StandardCharsets.UTF_8), isRetained);
        }
    }

    /** Whether we are connected. */
    Message status(boolean isOnline) {
        return Message.of(statusTopic(), isOnline ? "online" : "offline", true);
    }

    private String statusTopic() {
        return broker.getTopicPrefix() + "/status";
    }

    /** What there is of a camera, for Home Assistant; to be told once a connection. */
    List<Message> discovery(String cameraId) {
        List<Message> messages = new ArrayList<>();
        if (broker.getDiscoveryPrefix() == null) {
            return messages;
        }
        if (target.getKinds().contains(EventKind.IDENTIFIED)) {
            messages.add(entity("sensor", cameraId, "person", "Last seen person", Map.of("icon", "mdi:account-eye")));
        }
        // Without its end nobody would ever be gone.
        if (target.getKinds().contains(EventKind.LEFT)) {
            messages.add(entity(
                    "binary_sensor",
                    cameraId,
                    "occupied",
                    "Somebody there",
                    Map.of("device_class", "occupancy", "off_delay", OFF_DELAY)));
        }
        return messages;
    }

    private Message entity(String component, String cameraId, String what, String name, Map<String, Object> more) {
        String level = level(cameraId);
        String node = "sightline_" + target.getTargetId();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("name", name);
        config.put("unique_id", node + "_" + level + "_" + what);
        config.put("state_topic", stateTopic(cameraId, what));
        config.put("availability_topic", statusTopic());
        config.put("qos", 1);
        config.putAll(more);
        config.put(
                "device",
                Map.of(
                        "identifiers",
                        List.of(node + "_" + level),
                        "name",
                        "Camera " + cameraId,
                        "manufacturer",
                        "Sightline"));
        config.put("origin", Map.of("name", "Sightline"));
        String topic =
                broker.getDiscoveryPrefix() + "/" + component + "/" + node + "/" + level + "_" + what + "/config";
        return new Message(topic, json(config), true);
    }

    /** The event itself, and what it changes. */
    List<Message> of(Letter letter) {
        List<Message> messages = new ArrayList<>();
        if (letter.event().isEmpty()) {
            messages.add(new Message(broker.getTopicPrefix() + "/test", letter.body(), false));
            return messages;
        }
        IdentityEvent event = letter.event().get();
        String cameraId = event.getCameraId();
        messages.add(new Message(broker.getTopicPrefix() + "/events/" + level(cameraId), letter.body(), false));
        if (event.getKind() == EventKind.IDENTIFIED && event.getPersonId() != null) {
            String who = target.getIncludeName()
                    ? names.apply(event.getPersonId()).orElse(event.getPersonId())
                    : event.getPersonId();
            messages.add(Message.of(stateTopic(cameraId, "person"), who, false));
        }
        if (target.getKinds().contains(EventKind.LEFT) && !Letters.isCorrection(event)) {
            messages.add(Message.of(stateTopic(cameraId, "occupied"), isOccupied(event) ? "ON" : "OFF", false));
        }
        return messages;
    }

    private boolean isOccupied(IdentityEvent event) {
        Set<String> sightings = there.computeIfAbsent(event.getCameraId(), id -> new HashSet<>());
        String sighting = event.getSightingId() == null ? event.getTrackId() : event.getSightingId();
        if (event.getKind() == EventKind.LEFT) {
            sightings.remove(sighting);
        } else if (event.getKind() == EventKind.APPEARED || event.getKind() == EventKind.IDENTIFIED) {
            if (sightings.size() >= MOST_THERE) {
                sightings.clear(); // Their ends were missed.
            }
            sightings.add(sighting);
        }
        return !sightings.isEmpty();
    }

    private String stateTopic(String cameraId, String what) {
        return broker.getTopicPrefix() + "/cameras/" + level(cameraId) + "/" + what;
    }

    /** A camera's id as one level of a topic: itself, if it has nothing that has a meaning there. */
    static String level(String cameraId) {
        String clean = cameraId.replaceAll("[^A-Za-z0-9_-]", "_");
        if (clean.equals(cameraId) && !clean.isEmpty()) {
            return clean;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(cameraId.getBytes(StandardCharsets.UTF_8));
            return clean + "_" + HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static byte[] json(Map<String, Object> config) {
        try {
            return JSON.writeValueAsBytes(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts and numbers are always JSON", e);
        }
    }
}
