package io.sightline.operations.topics;

import io.sightline.core.UserError;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the id of an identity event tells by itself: camera/epoch/frame/face/KIND/number; that of a correction goes on
 * with /CORRECTED/label or /RETRACTED/label.
 *
 * @param text the id
 * @param cameraId may have slashes of its own
 * @param epoch when the run of the camera's ingest began in which the track was; its first picture may be a moment older
 * @param trackId all but kind and number
 */
public record EventId(String text, String cameraId, Instant epoch, String trackId) {
    private static final Pattern FORM =
            Pattern.compile("(?<track>(?<camera>.+)/(?<epoch>\\d{1,15})/\\d{1,18}/[^/]+)/[A-Z_]+/\\d{1,9}"
                    + "(?:/(?:CORRECTED|RETRACTED)/.+)?");

    /** @throws UserError if it has another form */
    public static EventId parse(String text) {
        Matcher m = FORM.matcher(text.strip());
        if (!m.matches()) {
            throw new UserError("'" + text + "' is no event's id; expected camera/epoch/frame/face/KIND/number, as"
                    + " ./sightline events --json shows it under eventId");
        }
        return new EventId(
                text.strip(),
                m.group("camera"),
                Instant.ofEpochMilli(Long.parseLong(m.group("epoch"))),
                m.group("track"));
    }
}
