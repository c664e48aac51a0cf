package io.sightline.operations.rollout;

import io.sightline.core.service.Connection;
import io.sightline.operations.timetravel.EmbeddingLog;
import io.sightline.operations.timetravel.Gallery;
import io.sightline.operations.timetravel.ModelRule;
import io.sightline.operations.timetravel.Progress;
import io.sightline.operations.timetravel.Rules;
import io.sightline.operations.timetravel.SideBySide;
import io.sightline.operations.timetravel.TrackDistances;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.GalleryEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Replays the log of embeddings through the matcher's own decisions for two models: once for whom they name, and once more
 * for how far apart the faces are about which they do not agree.
 */
public final class ShadowComparison {
    private final EmbeddingLog log;
    private final EmbeddingLog.Part part;
    private final Supplier<Progress> progress;
    private final int mostRows;

    /**
     * Prepares one; nothing is read before {@link #run}.
     *
     * @param progress of each of the two readings; what it throws ends the comparison
     * @param mostRows so many disagreements are given, the first ones; the figures count all
     */
    public ShadowComparison(Connection connection, EmbeddingLog.Part part, Supplier<Progress> progress, int mostRows) {
        this.log = new EmbeddingLog(connection);
        this.part = part;
        this.progress = progress;
        this.mostRows = mostRows;
    }

    /** What came of it, and what was read for it. */
    public record Compared(ShadowReport report, EmbeddingLog.Summary read) {}

    /**
     * Reads and compares, by the thresholds of now and the default settings of the matcher.
     *
     * @param entries the gallery as of now
     * @throws io.sightline.operations.topics.Unavailable if Kafka or the registry does not answer
     */
    public Compared run(ModelRule active, ModelRule candidate, List<Entry<GalleryEntry>> entries) {
        SideBySide.Result result;
        EmbeddingLog.Summary read;
        try (var models = new SideBySide(active, Rules.of(active), candidate, Rules.of(candidate), entries)) {
            read = log.records(part, progress.get(), models::take);
            result = models.finish();
        }
        var gallery = new Gallery();
        entries.forEach(e -> gallery.add(e.value()));
        var distances = new TrackDistances(gallery, List.of(active, candidate));
        result.differences().stream()
                .limit(mostRows)
                .forEach(d -> distances.ask(d.shown().trackId(), d.shown().personId()));
        if (!result.differences().isEmpty()) {
            log.records(part, progress.get(), distances::take);
        }
        Set<String> ofActive = templates(entries, active.modelId());
        Set<String> known = new HashSet<>(templates(entries, candidate.modelId()));
        known.retainAll(ofActive);
        return new Compared(
                ShadowReport.of(active, candidate, result, distances, mostRows, known.size(), ofActive.size()), read);
    }

    private static Set<String> templates(List<Entry<GalleryEntry>> entries, String modelId) {
        return entries.stream()
                .map(Entry::value)
                .filter(e -> e.getModelId().equals(modelId))
                .map(e -> e.getPersonId() + "/" + e.getTemplateId())
                .collect(Collectors.toSet());
    }
}
