package io.sightline.operations.timetravel;

import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.StrangerEntry;
import io.sightline.schemas.avro.TemplateKind;
import io.sightline.search.TemplateIndex;
import io.sightline.search.TemplateIndexes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The templates as of now, of people who are enrolled and of those who are not. Not thread-safe. */
public final class Gallery {
    private final List<Template> templates = new ArrayList<>();

    /**
     * A template.
     *
     * @param who a personId, or an anonymousId
     * @param isEnrolled whether it is a personId
     * @param isNot whether it says that this face is not the person
     */
    record Template(
            String key, String who, boolean isEnrolled, boolean isNot, String modelId, String name, Embedding vector) {}

    /** Takes in a record of topic gallery. One with a damaged vector is passed over, as the matcher does it. */
    public void add(GalleryEntry entry) {
        read(entry.getVector())
                .ifPresent(vector -> templates.add(new Template(
                        entry.getPersonId() + "/" + entry.getTemplateId() + "/" + entry.getModelId(),
                        entry.getPersonId(),
                        true,
                        entry.getKind() == TemplateKind.NOT,
                        entry.getModelId(),
                        entry.getTemplateId(),
                        vector)));
    }

    /** Takes in a record of topic strangers. */
    public void add(StrangerEntry entry) {
        read(entry.getVector())
                .ifPresent(vector -> templates.add(new Template(
                        entry.getAnonymousId() + "/" + entry.getTrackId() + "/" + entry.getModelId(),
                        entry.getAnonymousId(),
                        false,
                        false,
                        entry.getModelId(),
                        entry.getTrackId(),
                        vector)));
    }

    private static Optional<Embedding> read(ByteBuffer bytes) {
        try {
            return Optional.of(Embedding.ofBytes(bytes));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /** The model of the newest template of somebody enrolled: what people are recognised by now. */
    public Optional<String> newestModel() {
        return templates.stream()
                .filter(Template::isEnrolled)
                .reduce((first, second) -> second)
                .map(Template::modelId);
    }

    /** How many faces of a person (or stranger) there are, by model. */
    public Map<String, Long> facesOf(String who) {
        Map<String, Long> faces = new LinkedHashMap<>();
        select(t -> t.who().equals(who) && !t.isNot()).forEach(t -> faces.merge(t.modelId(), 1L, Long::sum));
        return faces;
    }

    /** The faces of people who are enrolled, by person. */
    Map<String, List<Template>> enrolled(String modelId) {
        Map<String, List<Template>> byPerson = new LinkedHashMap<>();
        select(t -> t.isEnrolled() && !t.isNot() && t.modelId().equals(modelId))
                .forEach(t -> byPerson.computeIfAbsent(t.who(), w -> new ArrayList<>())
                        .add(t));
        return byPerson;
    }

    TemplateSet of(String who, boolean isNot, ModelRule rule) {
        return new TemplateSet(
                select(t -> t.who().equals(who)
                                && t.isNot() == isNot
                                && t.modelId().equals(rule.modelId()))
                        .stream()
                        .map(t -> ofLength(t, rule))
                        .toList());
    }

    /** Everybody enrolled but one, to be asked who else is near. */
    TemplateIndex allBut(String who, ModelRule rule) {
        TemplateIndex others = TemplateIndexes.create(rule.dimension());
        select(t -> t.isEnrolled()
                        && !t.isNot()
                        && !t.who().equals(who)
                        && t.modelId().equals(rule.modelId()))
                .forEach(t -> others.put(t.key(), t.who(), ofLength(t, rule)));
        return others;
    }

    private List<Template> select(Predicate<Template> which) {
        return templates.stream().filter(which).toList();
    }

    private static Embedding ofLength(Template template, ModelRule rule) {
        if (template.vector().dimension() != rule.dimension()) {
            throw new UserError(
                    "Template " + template.key() + " has " + template.vector().dimension() + " values, expected "
                            + rule.dimension() + ", as the model makes them");
        }
        return template.vector();
    }
}
