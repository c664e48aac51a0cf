package io.sightline.console.models;

import io.sightline.console.audit.AuditLog;
import io.sightline.console.http.Endpoint;
import io.sightline.console.kafka.Stores;
import io.sightline.console.people.PeopleBook;
import io.sightline.console.timeline.SightingBook.OfTrack;
import io.sightline.core.service.Connection;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.ModelRecord;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Models and training runs, from what topics and folders bring to what pages show and change. Thread-safe. */
public final class Models implements AutoCloseable {
    private final ModelBook book;
    private final Changes changes;
    private final Comparisons comparisons;
    private final RollOuts rollOuts;
    private final ModelViews views;
    private final ComparisonViews comparisonViews;
    private final TrainingRuns runs;

    /**
     * To make it reads nothing.
     *
     * @param startedWith the model that decides until the first switch; empty if that is not known
     * @param sightings by trackId, as far as they are remembered
     * @param trainingFolder with a folder for each run; empty: there are none
     */
    public Models(
            Connection connection,
            Stores stores,
            Bundles bundles,
            Optional<String> startedWith,
            PeopleBook people,
            Function<String, Optional<OfTrack>> sightings,
            Optional<Path> trainingFolder,
            InstantSource clock) {
        this.book = new ModelBook(startedWith);
        this.changes = new Changes(clock, Changes.PATIENCE);
        this.comparisons = new Comparisons(connection, bundles, book, clock);
        this.rollOuts = new RollOuts(connection, stores, bundles, startedWith, clock);
        this.views = new ModelViews(book, bundles, people::isGone);
        this.comparisonViews = new ComparisonViews(people::knownName, sightings);
        this.runs = new TrainingRuns(trainingFolder, clock);
    }

    public void learnModel(Entry<ModelRecord> entry) {
        book.learnModel(entry);
    }

    public void learnTemplate(Entry<GalleryEntry> entry) {
        book.learnTemplate(entry);
    }

    /** @param audit is told of what fails in the background */
    public List<Endpoint> endpoints(AuditLog audit) {
        return new ModelsEndpoints(views, rollOuts, changes, comparisons, comparisonViews, runs, audit).all();
    }

    /** Ends what runs in the background. */
    @Override
    public void close() {
        comparisons.close();
        changes.close();
    }
}
