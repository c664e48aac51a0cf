package io.sightline.console.outbound;

import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.MqttBroker;
import io.sightline.schemas.avro.OutboundKind;
import io.sightline.schemas.avro.OutboundTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Made-up events and targets. */
public final class Events {
    private Events() {}

    public static IdentityEvent identified(String camera, long sequence, Duration validity) {
        return event(camera, sequence, EventKind.IDENTIFIED)
                .setPersonId("person-1")
                .setExpiresAt(now().plus(validity))
                .build();
    }

    /** Of an event that is long over. */
    static IdentityEvent corrected(String camera, long sequence) {
        return event(camera, sequence, EventKind.CORRECTED)
                .setPersonId("person-2")
                .setFormerPersonId("person-1")
                .setCorrects(camera + "/1/2/3.4/IDENTIFIED/1")
                .setCapturedAt(now().minus(Duration.ofDays(3)))
                .setExpiresAt(now().minus(Duration.ofDays(3)))
                .build();
    }

    static IdentityEvent.Builder event(String camera, long sequence, EventKind kind) {
        return IdentityEvent.newBuilder()
                .setEventId(camera + "/1/2/3.4/" + kind + "/" + sequence)
                .setCameraId(camera)
                .setSequence(sequence)
                .setKind(kind)
                .setTrackId(camera + "/1/2/3.4")
                .setCapturedAt(now())
                .setExpiresAt(now().plusSeconds(10))
                .setFirstSeenAt(now());
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** A webhook on this machine that is made now. */
    static OutboundTarget.Builder webhook(String id, String url) {
        return OutboundTarget.newBuilder()
                .setTargetId(id)
                .setName("door")
                .setKind(OutboundKind.WEBHOOK)
                .setEnabled(true)
                .setUrl(url)
                .setAllowPrivate(true)
                .setAllowPlain(true)
                .setKinds(List.of(EventKind.IDENTIFIED, EventKind.CORRECTED, EventKind.RETRACTED))
                .setCameras(List.of())
                .setPersons(List.of())
                .setCreatedAt(now())
                .setChangedAt(now());
    }

    /** An MQTT broker on this machine, without encryption. */
    static OutboundTarget.Builder mqtt(String id, int port, String password) {
        return webhook(id, "")
                .setKind(OutboundKind.MQTT)
                .setUrl(null)
                .setKinds(List.of(EventKind.APPEARED, EventKind.IDENTIFIED, EventKind.LEFT, EventKind.CORRECTED))
                .setMqtt(new MqttBroker("127.0.0.1", port, false, "console", password, "sightline", "homeassistant"));
    }
}
