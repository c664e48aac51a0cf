package io.sightline.matcher;

import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/** What a partition was told by labels: which were followed, who strangers turned out to be, who was forgotten. */
final class Words {
    private static final char SEPARATOR = '\0';
    private static final String FORGOTTEN = "";

    private final KeyValueStore<String, String> store;

    Words(KeyValueStore<String, String> store) {
        this.store = store;
    }

    boolean isFollowed(String labelId) {
        return store.get("label" + SEPARATOR + labelId) != null;
    }

    void follow(String labelId, String outcome) {
        store.put("label" + SEPARATOR + labelId, outcome);
    }

    boolean isForgotten(Identity who) {
        return FORGOTTEN.equals(store.get("who" + SEPARATOR + who.key()));
    }

    void forget(Identity who) {
        store.put("who" + SEPARATOR + who.key(), FORGOTTEN);
    }

    void rename(Identity stranger, Identity to) {
        store.put("who" + SEPARATOR + stranger.key(), to.key());
    }

    boolean isRenamed(Identity who) {
        return Optional.ofNullable(store.get("who" + SEPARATOR + who.key()))
                .filter(name -> !name.equals(FORGOTTEN))
                .isPresent();
    }

    /** Who somebody has turned out to be; themselves as long as nothing was said, null if they were forgotten. */
    Identity laterKnownAs(Identity who) {
        Identity now = who;
        // A stranger is only ever renamed to an older one or to a person, and a person to one who was not renamed
        // before: so this ends.
        for (String name = store.get("who" + SEPARATOR + who.key());
                name != null;
                name = store.get("who" + SEPARATOR + name)) {
            if (name.equals(FORGOTTEN)) {
                return null;
            }
            now = new Identity(name);
        }
        return now;
    }
}
