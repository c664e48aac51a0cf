package io.sightline.operations.rollout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What lacks until a model knows everybody whom another knows: by template, not by count.
 *
 * @param complete how many templates both have
 * @param missing templates of the one that the other lacks
 * @param orphans templates of the other by which nobody may be recognised: those of people who were erased; and, unless
 *     its own are kept, those that the one has not
 */
record CopyPlan(int complete, List<Template> missing, List<Template> orphans) {
    CopyPlan {
        missing = List.copyOf(missing);
        orphans = List.copyOf(orphans);
    }

    /**
     * @param gallery all templates, of any model
     * @param erased ids of people who were erased; the matcher removes what is left of them
     * @param keepsOwn whether the other may have templates that the one has not: it decided once, and knows people who
     *     were given up when the one took over, because their pictures are gone
     */
    static CopyPlan of(Collection<Template> gallery, Set<String> erased, String from, String to, boolean keepsOwn) {
        Map<Template.Key, Template> wanted = new LinkedHashMap<>();
        Map<Template.Key, Template> there = new LinkedHashMap<>();
        for (Template template : gallery) {
            if (template.modelId().equals(from) && !erased.contains(template.personId())) {
                wanted.put(template.key(), template);
            } else if (template.modelId().equals(to)) {
                there.put(template.key(), template);
            }
        }
        List<Template> missing = new ArrayList<>();
        wanted.forEach((key, template) -> {
            if (!there.containsKey(key)) {
                missing.add(template);
            }
        });
        List<Template> orphans = new ArrayList<>();
        there.forEach((key, template) -> {
            if (!wanted.containsKey(key) && !(keepsOwn && !erased.contains(template.personId()))) {
                orphans.add(template);
            }
        });
        return new CopyPlan(wanted.size() - missing.size(), missing, orphans);
    }

    int wanted() {
        return complete + missing.size();
    }
}
