package io.sightline.operations.rollout;

import io.sightline.core.ModelId;
import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.ModelStore;
import io.sightline.schemas.avro.EmbeddingSpace;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** All models that are known here: from topic {@code models}, and from the folders that bundles lie in. Immutable. */
public final class ModelCatalog {
    private final Supplier<List<ModelStore.Entry>> entries;
    private final Function<ModelId, Optional<ModelBundle>> finder;
    private final String where;
    private final ModelRegister register;

    public ModelCatalog(ModelStore store, ModelRegister register) {
        this(store::list, store::find, store.where(), register);
    }

    /**
     * Of bundles that were looked at before.
     *
     * @param where they lie, for messages
     */
    public ModelCatalog(List<ModelStore.Entry> entries, String where, ModelRegister register) {
        this(() -> entries, id -> find(entries, id), where, register);
    }

    private ModelCatalog(
            Supplier<List<ModelStore.Entry>> entries,
            Function<ModelId, Optional<ModelBundle>> finder,
            String where,
            ModelRegister register) {
        this.entries = entries;
        this.finder = finder;
        this.where = where;
        this.register = register;
    }

    private static Optional<ModelBundle> find(List<ModelStore.Entry> entries, ModelId id) {
        return entries.stream()
                .filter(ModelStore.Entry.Sound.class::isInstance)
                .map(e -> ((ModelStore.Entry.Sound) e).bundle())
                .filter(b -> b.id().equals(id))
                .findFirst();
    }

    /** Ids of embedders: those with records first, the active one before all. */
    public List<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        register.active().ifPresent(ids::add);
        ids.addAll(new TreeSet<>(register.records().keySet()));
        for (ModelStore.Entry entry : entries.get()) {
            if (entry instanceof ModelStore.Entry.Sound sound
                    && sound.bundle().manifest().kind() == Manifest.Kind.EMBEDDER) {
                ids.add(sound.bundle().id().toString());
            }
        }
        return List.copyOf(ids);
    }

    /** Folders that look like bundles and cannot be used, and why. */
    public List<ModelStore.Entry.Broken> broken() {
        return entries.get().stream()
                .filter(ModelStore.Entry.Broken.class::isInstance)
                .map(ModelStore.Entry.Broken.class::cast)
                .toList();
    }

    /**
     * The id of a model that is named by it, or by the beginning of it: {@code mobilefacenet-128}, or that with
     * {@code @version}.
     *
     * @throws UserError if there is none, or several
     */
    public String resolve(String name) {
        List<String> ids = ids();
        if (ids.contains(name)) {
            return name;
        }
        List<String> named = ids.stream()
                .filter(id -> id.startsWith(name + "@") || id.startsWith(name + "+"))
                .toList();
        if (named.size() > 1) {
            throw new UserError(
                    named.size() + " models are called '" + name + "'; say which: " + String.join(", ", named));
        }
        if (named.isEmpty()) {
            throw new UserError("No model is called '" + name + "'; there is: " + String.join(", ", ids)
                    + ". ./sightline models add FOLDER takes a bundle in");
        }
        return named.get(0);
    }

    /** Its bundle, checked; empty if it lies elsewhere. @throws UserError if it is there and damaged */
    public Optional<ModelBundle> bundle(String id) {
        try {
            return finder.apply(ModelId.parse(id));
        } catch (IllegalArgumentException e) {
            throw new UserError(e.getMessage(), e);
        }
    }

    /** What a matcher has to know of it: as the topic says, or its bundle. @throws UserError if neither does */
    public EmbeddingSpace space(String id) {
        return register.space(id)
                .or(() -> bundle(id).map(b -> spaceOf(b.manifest())))
                .orElseThrow(() -> new UserError("Nothing is known of model " + id + ": it has no bundle in " + where
                        + ". ./sightline models add FOLDER takes its bundle in"));
    }

    /** @throws UserError if the bundle's model makes no vectors of faces */
    public static EmbeddingSpace spaceOf(Manifest manifest) {
        if (manifest.kind() != Manifest.Kind.EMBEDDER) {
            throw new UserError(manifest.id() + " finds faces; expected a model that makes vectors of them, kind"
                    + " EMBEDDER in its manifest");
        }
        return new EmbeddingSpace(
                manifest.id().toString(),
                manifest.dimension(),
                (float) manifest.threshold().distance(),
                (float) manifest.threshold().margin());
    }
}
