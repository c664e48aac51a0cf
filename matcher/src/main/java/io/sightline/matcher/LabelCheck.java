package io.sightline.matcher;

import io.sightline.schemas.avro.Label;
import java.util.Objects;
import java.util.stream.Stream;

/** Whether a label can be followed. */
final class LabelCheck {
    private static final int LONGEST_NAME = 1_000;

    private LabelCheck() {}

    /** @throws UnusableRecord if it lacks what its kind needs, or has an id that cannot be one */
    static void requireWhole(Label label) {
        Stream.of(
                        label.getLabelId(),
                        label.getEventId(),
                        label.getCameraId(),
                        label.getTrackId(),
                        label.getPersonId(),
                        label.getAnonymousId(),
                        label.getOlderAnonymousId(),
                        label.getIntoPersonId())
                .filter(Objects::nonNull)
                .forEach(LabelCheck::requireName);
        requireKey(label.getAnonymousId(), true);
        requireKey(label.getOlderAnonymousId(), true);
        requireKey(label.getPersonId(), false);
        requireKey(label.getIntoPersonId(), false);
        boolean isWhole =
                switch (label.getKind()) {
                    case IS -> isAboutEvent(label) && label.getPersonId() != null;
                    case IS_NOT ->
                        isAboutEvent(label) && (label.getPersonId() != null || label.getAnonymousId() != null);
                    case NAMED -> label.getAnonymousId() != null && label.getPersonId() != null;
                    case SAME -> label.getAnonymousId() != null && label.getOlderAnonymousId() != null;
                    case FORGOTTEN -> label.getPersonId() != null || label.getAnonymousId() != null;
                    case UNLEARNED -> label.getPersonId() != null && label.getTrackId() != null;
                    case MERGED ->
                        label.getPersonId() != null
                                && label.getIntoPersonId() != null
                                && !label.getPersonId().equals(label.getIntoPersonId());
                    case UNSPECIFIED -> false;
                };
        if (!isWhole) {
            throw new UnusableRecord(
                    "INCOMPLETE",
                    "A label of kind " + label.getKind() + " lacks what its kind needs; see Label in the schemas");
        }
    }

    /** State keeps names: they end up in keys. */
    private static void requireName(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.indexOf('\0') >= 0) {
            throw new UnusableRecord(
                    "BAD_NAME", "An id has 1 to " + LONGEST_NAME + " characters, none of them the character 0");
        }
    }

    private static void requireKey(String key, boolean ofStranger) {
        if (key != null && new Identity(key).isStranger() != ofStranger) {
            throw new UnusableRecord(
                    "BAD_KEY",
                    "The key of a stranger begins with " + Identity.STRANGER_PREFIX + ", a personId does not; got "
                            + key);
        }
    }

    private static boolean isAboutEvent(Label label) {
        return label.getEventId() != null && label.getCameraId() != null && label.getTrackId() != null;
    }
}
