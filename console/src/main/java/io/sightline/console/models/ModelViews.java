package io.sightline.console.models;

import io.sightline.console.api.ModelChangeView;
import io.sightline.console.api.ModelView;
import io.sightline.console.api.ModelView.Comparison;
import io.sightline.console.api.ModelView.Decided;
import io.sightline.console.api.ModelView.ModelSet;
import io.sightline.console.api.ModelView.Point;
import io.sightline.console.api.ModelView.State;
import io.sightline.console.api.ModelsView;
import io.sightline.operations.rollout.MeasuredAgainst;
import io.sightline.operations.rollout.MeasuredSet;
import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.rollout.ModelSummary;
import io.sightline.operations.rollout.Objections;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Shows the models by what is known of them now. */
final class ModelViews {
    private final ModelBook book;
    private final Bundles bundles;
    private final Predicate<String> isGone;

    /** @param isGone whether a person was erased */
    ModelViews(ModelBook book, Bundles bundles, Predicate<String> isGone) {
        this.book = book;
        this.bundles = bundles;
        this.isGone = isGone;
    }

    ModelsView all(Optional<ModelChangeView> change) {
        ModelRegister register = book.register();
        ModelBook.Counts counts = book.count(register.active(), isGone);
        ModelCatalog catalog = bundles.catalog(register);
        List<ModelView> models = ModelSummary.all(catalog, register, counts.all()).stream()
                .map(m -> view(m, register, counts, catalog.bundle(m.id()).isPresent()))
                .sorted(Comparator.comparing(ModelView::state).thenComparing(ModelView::modelId))
                .toList();
        List<ModelsView.Broken> broken = catalog.broken().stream()
                .map(b -> new ModelsView.Broken(b.folder().getFileName().toString(), b.reason()))
                .toList();
        return new ModelsView(register.active(), models, broken, change);
    }

    private ModelView view(ModelSummary m, ModelRegister register, ModelBook.Counts counts, boolean hasBundle) {
        // A model that was only calibrated or measured has a record in which nobody set its state.
        Optional<ModelRecord> word = m.record().filter(r -> r.getState() != ModelState.UNSPECIFIED);
        return new ModelView(
                m.id(),
                State.valueOf(m.state().name()),
                m.since(),
                word.map(ModelRecord::getActor).filter(a -> !a.isEmpty()),
                word.map(ModelRecord::getReason).filter(r -> !r.isEmpty()),
                word.map(ModelRecord::getForced).orElse(false),
                m.space().map(EmbeddingSpace::getDimension),
                m.threshold().stream().boxed().findFirst(),
                m.isCalibratedHere(),
                m.templates(),
                counts.ofActive().getOrDefault(m.id(), 0L),
                register.active()
                        .map(active -> counts.ofActive().getOrDefault(active, 0L))
                        .orElse(0L),
                hasBundle,
                register.hasDecided(m.id()),
                sets(m.figures()),
                MeasuredAgainst.in(m.figures()).stream()
                        .map(c -> new Comparison(c.set(), c.other(), c.holds(), c.words(c.other())))
                        .toList(),
                decided(m.id(), register.switches()),
                warnings(m.id(), register, hasBundle));
    }

    private static List<ModelSet> sets(Map<String, Double> figures) {
        return MeasuredSet.of(figures).stream()
                .map(set -> new ModelSet(
                        set.name(),
                        set.figures(),
                        set.curve().stream()
                                .map(p -> new Point(p.far(), p.tar()))
                                .toList()))
                .toList();
    }

    private static List<Decided> decided(String id, List<ModelSwitch> switches) {
        List<Decided> decided = new ArrayList<>();
        for (int i = 0; i < switches.size(); i++) {
            ModelSwitch s = switches.get(i);
            if (s.getSpace().getModelId().equals(id)) {
                decided.add(new Decided(
                        i == 0 ? Optional.empty() : Optional.of(s.getActiveFrom()),
                        i + 1 < switches.size()
                                ? Optional.of(switches.get(i + 1).getActiveFrom())
                                : Optional.empty(),
                        s.getActor(),
                        s.getReason(),
                        s.getForced()));
            }
        }
        return decided;
    }

    private List<String> warnings(String id, ModelRegister register, boolean hasBundle) {
        if (register.isActive(id)) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>();
        if (register.active().isEmpty()) {
            warnings.add("Nobody says which model decides now, so none can take its place");
        } else {
            warnings.addAll(Objections.to(id, register.active().get(), register));
        }
        if (!hasBundle && bundles.isAnywhere()) {
            warnings.add("Its bundle is not in " + bundles.where() + ", so the embedder may not have it either");
        }
        return warnings;
    }
}
