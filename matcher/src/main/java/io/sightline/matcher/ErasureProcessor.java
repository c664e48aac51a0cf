package io.sightline.matcher;

import static io.sightline.schemas.Topics.GALLERY;

import io.sightline.matcher.state.GalleryRow;
import io.sightline.matcher.state.PersonFileState;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Takes a forgotten person's templates out of the gallery, and sees to it that none comes back. */
final class ErasureProcessor implements Processor<String, Person, String, SpecificRecord> {
    private final String storeName;
    private final String galleryNode;
    private final String labelsNode;
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, PersonFileState> store;
    private StoredGallery gallery;

    ErasureProcessor(String storeName, String galleryNode, String labelsNode) {
        this.storeName = storeName;
        this.galleryNode = galleryNode;
        this.labelsNode = labelsNode;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.store = context.getStateStore(storeName);
        ReadOnlyKeyValueStore<String, GalleryRow> rows = context.getStateStore(GALLERY.name());
        this.gallery = new StoredGallery(rows);
    }

    @Override
    public void process(Record<String, Person> record) {
        // A tombstone is no erasure: the erasure record is what is kept.
        if (record.value() == null || record.value().getState() != PersonState.ERASED) {
            return;
        }
        if (!record.value().getPersonId().equals(record.key())) {
            throw new UnusableRecord("KEY_MISMATCH", "The key of a person is its personId");
        }
        PersonFile file = PersonFile.of(store.get(record.key()));
        // The file has those that were enrolled here a moment ago; the gallery those that a backup brought, too.
        Set<String> keys = new LinkedHashSet<>(file.templateKeys());
        keys.addAll(gallery.keysOf(record.key()));
        for (String key : keys) {
            context.forward(record.withKey(key).withValue(null), galleryNode);
        }
        store.put(record.key(), file.erased().toState());
        // What cameras taught about the person lies in the partitions of those cameras.
        Label forgotten = Label.newBuilder()
                .setLabelId("forgotten-" + record.key())
                .setKind(LabelKind.FORGOTTEN)
                .setActor("matcher")
                .setSaidAt(record.value().getChangedAt())
                .setPersonId(record.key())
                .build();
        context.forward(record.withKey(forgotten.getLabelId()).withValue(forgotten), labelsNode);
    }
}
