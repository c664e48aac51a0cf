package io.sightline.operations.identity;

import io.sightline.core.UserError;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What was said so far, as topic {@code labels} has it. Immutable. */
public final class KnownLabels {
    private final Map<String, Label> byId = new HashMap<>();
    private final Map<String, String> older = new HashMap<>();

    private KnownLabels() {}

    public static KnownLabels of(Collection<Entry<Label>> entries) {
        var known = new KnownLabels();
        for (Entry<Label> entry : entries) {
            Label label = entry.value();
            known.byId.put(label.getLabelId(), label);
            if (label.getKind() == LabelKind.SAME
                    && label.getAnonymousId() != null
                    && label.getOlderAnonymousId() != null) {
                known.older.put(label.getAnonymousId(), label.getOlderAnonymousId());
            }
        }
        return known;
    }

    /** The key that stays of all that proved to be this one's; the key itself if it was never merged. */
    public String keyThatStays(String anonymousId) {
        String key = anonymousId;
        Set<String> seen = new HashSet<>();
        while (older.containsKey(key) && seen.add(key)) {
            key = older.get(key);
        }
        return key;
    }

    public Optional<Label> byId(String labelId) {
        return Optional.ofNullable(byId.get(labelId));
    }

    /** Whom this key was said to be by name, the last time. */
    public Optional<Label> naming(String anonymousId) {
        return byId.values().stream()
                .filter(l -> l.getKind() == LabelKind.NAMED && anonymousId.equals(l.getAnonymousId()))
                .max((a, b) -> a.getSaidAt().compareTo(b.getSaidAt()));
    }

    /**
     * Lets a label pass that is new, or was said before in the same words.
     *
     * @throws UserError if another label has its id: the matcher would take it for that one
     */
    public void requireSameOrNew(Label label) {
        Label before = byId.get(label.getLabelId());
        if (before != null && !saysTheSame(before, label)) {
            throw new UserError("The id '" + label.getLabelId() + "' is taken: by a label " + before.getKind()
                    + (before.getEventId() == null ? "" : " about event " + before.getEventId())
                    + (before.getAnonymousId() == null ? "" : " about " + before.getAnonymousId())
                    + ", said by " + before.getActor() + " at " + before.getSaidAt()
                    + ". Choose another --id, or leave it out.");
        }
    }

    private static boolean saysTheSame(Label a, Label b) {
        return a.getKind() == b.getKind()
                && Objects.equals(a.getEventId(), b.getEventId())
                && Objects.equals(a.getPersonId(), b.getPersonId())
                && Objects.equals(a.getAnonymousId(), b.getAnonymousId());
    }
}
