package io.sightline.console.outbound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.sightline.console.api.OutboundMessage;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.OutboundTarget;
import io.sightline.schemas.avro.Reasons;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What a target is told of an event: whether at all, until when, and in which words. Thread-safe. */
final class Letters {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    /** As docs/consuming-events.md has it: a clock that is ahead would make events valid for longer. */
    private static final Duration FUTURE = Duration.ofSeconds(5);

    private static final int ID_BYTES = 16;

    private final OutboundTarget target;
    private final Function<String, Optional<String>> names;

    /** @param names the person's name now, by personId; empty for who is gone */
    Letters(OutboundTarget target, Function<String, Optional<String>> names) {
        this.target = target;
        this.names = names;
    }

    static boolean isCorrection(IdentityEvent event) {
        return event.getKind() == EventKind.CORRECTED || event.getKind() == EventKind.RETRACTED;
    }

    boolean isWanted(IdentityEvent event) {
        return event.getKind() != EventKind.UNSPECIFIED
                && target.getKinds().contains(event.getKind())
                && isAmong(target.getCameras(), event.getCameraId())
                && (isAmong(target.getPersons(), event.getPersonId())
                        || isAmong(target.getPersons(), event.getFormerPersonId()));
    }

    private static boolean isAmong(List<String> wanted, String one) {
        return wanted.isEmpty() || (one != null && wanted.contains(one));
    }

    /**
     * After it nobody may be handed the event. A correction has the times of what it corrects, but opens no door: its day
     * begins when it was written.
     */
    static Instant deadline(IdentityEvent event, Instant writtenAt) {
        return isCorrection(event) ? writtenAt.plus(Backlog.CORRECTIONS_LAST) : event.getExpiresAt();
    }

    /** Whether the camera's clock is so far ahead that its expiry says nothing. */
    static boolean isFromTheFuture(IdentityEvent event, Instant now) {
        return !isCorrection(event) && event.getCapturedAt().isAfter(now.plus(FUTURE));
    }

    Letter of(IdentityEvent event) {
        return new Letter(idOf(event.getEventId()), Optional.of(event), json(message(event)));
    }

    /** One that says nothing of anybody. */
    static Letter test(Instant now) {
        String id = "test_" + UUID.randomUUID().toString().replace("-", "");
        var message = new OutboundMessage(
                id,
                "TEST",
                "",
                0,
                now,
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Letter("msg_" + id, Optional.empty(), json(message));
    }

    /** Of an eventId, which may have any character, and is as long as its camera's name. */
    private static String idOf(String eventId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(eventId.getBytes(StandardCharsets.UTF_8));
            return "msg_" + HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private OutboundMessage message(IdentityEvent event) {
        Optional<String> personId = Optional.ofNullable(event.getPersonId());
        return new OutboundMessage(
                event.getEventId(),
                event.getKind().name(),
                event.getCameraId(),
                event.getSequence(),
                event.getCapturedAt(),
                event.getExpiresAt(),
                personId,
                Optional.ofNullable(event.getAnonymousId()),
                target.getIncludeName() ? personId.flatMap(names) : Optional.empty(),
                Optional.ofNullable(event.getSightingId()),
                Optional.ofNullable(event.getCorrects()),
                Optional.ofNullable(event.getFormerPersonId()),
                Optional.ofNullable(event.getFormerAnonymousId()),
                Optional.ofNullable(event.getReasons()).map(Letters::reasons));
    }

    private static OutboundMessage.Reasons reasons(Reasons reasons) {
        return new OutboundMessage.Reasons(
                reasons.getModelId(),
                Optional.ofNullable(reasons.getDistance()),
                reasons.getThreshold(),
                Optional.ofNullable(reasons.getRunnerUpDistance()),
                reasons.getQuality(),
                reasons.getLiveness().name());
    }

    private static byte[] json(OutboundMessage message) {
        try {
            return JSON.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event is always JSON", e);
        }
    }
}
