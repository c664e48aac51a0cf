package io.sightline.console.people;

import io.sightline.console.kafka.Follower;
import io.sightline.core.service.Connection;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.RecordsByPlace;
import io.sightline.operations.topics.RecordsByPlace.Place;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Pictures of faces: from topic {@code crops} while it keeps them, else from the archive. Some are remembered. Thread-safe.
 */
public final class FacePictures implements AutoCloseable {
    private static final long MOST_REMEMBERED_BYTES = 32L << 20;
    private static final Duration ARCHIVE_PATIENCE = Duration.ofSeconds(5);

    /** Who has to wait longer for the others' pictures is told so: requests must not pile up while Kafka is away. */
    private static final long LONGEST_WAIT_SECONDS = 4;

    private final Connection connection;
    /** For what reads: it is one consumer. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final LinkedHashMap<String, byte[]> remembered = new LinkedHashMap<>(64, 0.75f, true);
    private long rememberedBytes;
    private Reading reading;
    private boolean isClosed;
    /** Null until something is not in topic crops any more: the archive can be large. */
    private Archive archive;

    public FacePictures(Connection connection) {
        this.connection = connection;
    }

    private record Reading(TopicStore topics, RecordsByPlace<Crop> crops, RecordsByPlace<ArchivedCrop> archive)
            implements AutoCloseable {
        static Reading open(Connection connection) {
            TopicStore topics = TopicStore.open(connection);
            return new Reading(
                    topics,
                    new RecordsByPlace<>(topics, Topics.CROPS),
                    new RecordsByPlace<>(topics, Topics.CROPS_ARCHIVE));
        }

        @Override
        public void close() {
            crops.close();
            archive.close();
            topics.close();
        }
    }

    /** Where the archive has which crop; it is read once and followed from then on. */
    private static final class Archive implements AutoCloseable {
        private final Map<String, String> cropIdByKey = new HashMap<>();
        private final Map<String, Place> byCropId = new HashMap<>();
        private final Map<String, String> templateByKey = new HashMap<>();
        private final Map<String, Place> byTemplate = new HashMap<>();
        private final Follower<ArchivedCrop> follower;

        Archive(Connection connection) {
            follower = Follower.start(connection, Topics.CROPS_ARCHIVE, From.BEGINNING, this::learn);
        }

        private synchronized void learn(Entry<ArchivedCrop> entry) {
            Optional.ofNullable(cropIdByKey.remove(entry.key())).ifPresent(byCropId::remove);
            Optional.ofNullable(templateByKey.remove(entry.key())).ifPresent(byTemplate::remove);
            ArchivedCrop crop = entry.value();
            if (crop == null) {
                return;
            }
            var place = new Place(entry.partition(), entry.offset());
            cropIdByKey.put(entry.key(), crop.getCropId());
            byCropId.put(crop.getCropId(), place);
            if (crop.getTemplateId() != null) {
                String template = crop.getPersonId() + "/" + crop.getTemplateId();
                templateByKey.put(entry.key(), template);
                byTemplate.put(template, place);
            }
        }

        synchronized Optional<Place> find(String cropId, Optional<String> template) {
            return template.map(byTemplate::get).or(() -> Optional.ofNullable(byCropId.get(cropId)));
        }

        @Override
        public void close() {
            follower.close();
        }
    }

    /** JPEG of the canonical crop at that place. @throws io.sightline.operations.topics.Unavailable */
    public Optional<byte[]> of(CropRef ref) throws InterruptedException {
        return of(ref.getPartition() + "-" + ref.getOffset(), Optional.of(ref), Optional.empty());
    }

    /** Of the face that somebody is recognised by. @throws io.sightline.operations.topics.Unavailable */
    public Optional<byte[]> of(PeopleBook.Template template) throws InterruptedException {
        String id =
                template.crop().map(c -> c.getPartition() + "-" + c.getOffset()).orElse("");
        return of(id, template.crop(), Optional.of(template.personId() + "/" + template.templateId()));
    }

    private Optional<byte[]> of(String cropId, Optional<CropRef> ref, Optional<String> template)
            throws InterruptedException {
        String memory = template.orElse("") + "|" + cropId;
        Optional<byte[]> known = remembered(memory);
        if (known.isPresent()) {
            return known;
        }
        Optional<byte[]> live = reading(() -> ref.flatMap(this::inCrops));
        Optional<byte[]> found = live;
        if (live.isEmpty()) {
            Optional<Place> place = archive().find(cropId, template);
            found = place.isEmpty() ? Optional.empty() : reading(() -> inArchive(place.get()));
        }
        found.ifPresent(bytes -> remember(memory, bytes));
        return found;
    }

    private synchronized Optional<byte[]> remembered(String key) {
        return Optional.ofNullable(remembered.get(key));
    }

    private <T> T reading(Supplier<T> read) throws InterruptedException {
        if (!lock.tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new Unavailable("Pictures cannot be read fast enough now; try again in a moment");
        }
        try {
            if (isClosed) {
                throw new Unavailable("The console is stopping");
            }
            if (reading == null) {
                reading = Reading.open(connection);
            }
            return read.get();
        } finally {
            lock.unlock();
        }
    }

    private Optional<byte[]> inCrops(CropRef ref) {
        var place = new Place(ref.getPartition(), ref.getOffset());
        return Optional.ofNullable(reading.crops().at(List.of(place)).get(place))
                .map(Crop::getImage)
                .map(FacePictures::bytes);
    }

    private Optional<byte[]> inArchive(Place place) {
        return Optional.ofNullable(reading.archive().at(List.of(place)).get(place))
                .map(ArchivedCrop::getImage)
                .map(FacePictures::bytes);
    }

    private Archive archive() throws InterruptedException {
        Archive opened;
        synchronized (this) {
            if (archive == null) {
                archive = new Archive(connection);
            }
            opened = archive;
        }
        // What is not there by then is answered as gone; asked again it may be there.
        boolean unused = opened.follower.awaitCaughtUp(ARCHIVE_PATIENCE);
        return opened;
    }

    private synchronized void remember(String key, byte[] bytes) {
        byte[] before = remembered.put(key, bytes);
        rememberedBytes += bytes.length - (before == null ? 0 : before.length);
        var eldest = remembered.entrySet().iterator();
        while (rememberedBytes > MOST_REMEMBERED_BYTES && eldest.hasNext()) {
            rememberedBytes -= eldest.next().getValue().length;
            eldest.remove();
        }
    }

    /** Nothing of somebody who was just forgotten is kept. */
    public synchronized void forget() {
        remembered.clear();
        rememberedBytes = 0;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            if (reading != null) {
                reading.close();
            }
        } finally {
            lock.unlock();
        }
        Archive opened;
        synchronized (this) {
            opened = archive;
        }
        if (opened != null) {
            opened.close();
        }
    }
}
