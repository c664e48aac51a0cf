package io.sightline.operations.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a restore did, and what it let be.
 *
 * @param people who were added
 * @param faces that people are recognised by and that were added; the same under several models counts once
 * @param peopleBefore who were here already
 * @param templatesBefore templates that were here already
 * @param forgotten who were forgotten here, and were not brought back
 * @param takenBack faces that a person's word has taken back here, and that were not brought back
 * @param erasures ids of whom the file says that they were forgotten, and of whom nothing was known here
 * @param contradicted ids of those who are here, and of whom the file says that they were forgotten
 * @param namesakes names of those who were added, and that somebody else here has
 * @param unseen people of the file of whom the model that decides here has no face
 * @param isSameSystem whether the backup was made of this system
 * @param madeAt when it was
 */
public record Restored(
        int people,
        int faces,
        int peopleBefore,
        int templatesBefore,
        int forgotten,
        int takenBack,
        int erasures,
        List<String> contradicted,
        List<String> namesakes,
        int unseen,
        boolean isSameSystem,
        Instant madeAt) {
    private static final int MOST_NAMED = 10;

    public Restored {
        contradicted = List.copyOf(contradicted);
        namesakes = List.copyOf(namesakes);
    }

    /** In sentences, for whoever restored it. */
    public String words() {
        List<String> said = new ArrayList<>();
        said.add("Restored " + count(people, "person", "people") + " and " + count(faces, "face", "faces")
                + " from the backup of " + madeAt + ".");
        if (peopleBefore + templatesBefore > 0) {
            said.add(count(peopleBefore, "person was", "people were") + " here already, with "
                    + count(templatesBefore, "template", "templates") + "; nothing of that was changed.");
        }
        if (forgotten > 0) {
            said.add(count(forgotten, "person in it was", "people in it were")
                    + " forgotten here since, and not brought back.");
        }
        if (takenBack > 0) {
            said.add(count(takenBack, "face was", "faces were")
                    + " taken back here by somebody's word since, and not brought back.");
        }
        if (erasures > 0) {
            said.add("That " + count(erasures, "person", "people")
                    + " had been forgotten before is known here from now on.");
        }
        if (!contradicted.isEmpty()) {
            said.add("The file says that " + listed(contradicted)
                    + " had been forgotten, but they are here: an older backup brought them back. Forget them again.");
        }
        if (!namesakes.isEmpty()) {
            said.add("There are now several people called " + listed(namesakes)
                    + ": merge them if they are the same, or rename one.");
        }
        if (unseen > 0) {
            said.add(count(unseen, "person", "people")
                    + " cannot be recognised yet: the model that decides here has no face of theirs. Enrol them by a"
                    + " photo, or promote a model that has.");
        }
        if (!isSameSystem) {
            said.add("The backup is of another system: whoever was forgotten there after it was made is not known to be"
                    + " forgotten here. Look through the receipts, and forget them again.");
        }
        return String.join(" ", said);
    }

    private static String listed(List<String> all) {
        String some = String.join(", ", all.subList(0, Math.min(MOST_NAMED, all.size())));
        return all.size() > MOST_NAMED ? some + " and " + (all.size() - MOST_NAMED) + " more" : some;
    }

    private static String count(int n, String one, String several) {
        return String.format(Locale.ROOT, "%d %s", n, n == 1 ? one : several);
    }
}
