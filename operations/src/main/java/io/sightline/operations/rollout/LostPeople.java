package io.sightline.operations.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Who would be recognised less well, or not at all, because pictures that they were enrolled by are gone. */
final class LostPeople {
    private final Map<String, List<GalleryCopy.Lost>> byPerson = new TreeMap<>();
    private final Map<String, Long> templates;

    private LostPeople(Map<String, Long> templates) {
        this.templates = templates;
    }

    /** @param templates how many faces each person has, under the model that is copied */
    static LostPeople of(List<GalleryCopy.Lost> lost, Map<String, Long> templates) {
        var people = new LostPeople(templates);
        lost.forEach(l -> people.byPerson
                .computeIfAbsent(l.template().personId(), p -> new ArrayList<>())
                .add(l));
        return people;
    }

    /** In words: who, how much of them, and why. */
    List<String> lines(UnaryOperator<String> nameOf) {
        List<String> lines = new ArrayList<>();
        lines.add(
                byPerson.size() == 1
                        ? "Of one person not everything can be copied:"
                        : "Of " + byPerson.size() + " people not everything can be copied:");
        byPerson.forEach((person, lost) -> {
            long all = templates.getOrDefault(person, 0L);
            long faces = lost.stream().filter(l -> l.template().isFace()).count();
            long others = lost.size() - faces;
            lines.add("  " + nameOf.apply(person) + " (" + person + "): "
                    + (faces == 0 ? "" : faces + " of " + all + (all == 1 ? " face" : " faces"))
                    + (faces > 0 && others > 0 ? ", and " : "")
                    + (others == 0 ? "" : others + " that somebody said is not them")
                    + (faces > 0 && faces >= all ? "; will not be recognised any more" : ""));
            lost.stream().map(GalleryCopy.Lost::reason).distinct().forEach(why -> lines.add("    " + why));
        });
        return lines;
    }
}
