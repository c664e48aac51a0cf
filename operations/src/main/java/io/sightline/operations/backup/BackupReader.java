package io.sightline.operations.backup;

import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.operations.backup.ContainerBlocks.Block;
import io.sightline.operations.backup.ContainerBlocks.DamagedException;
import io.sightline.schemas.avro.BackupBegin;
import io.sightline.schemas.avro.BackupEnd;
import io.sightline.schemas.avro.BackupModel;
import io.sightline.schemas.avro.BackupPicture;
import io.sightline.schemas.avro.BackupTemplate;
import io.sightline.schemas.avro.GalleryBackup;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Reads a backup twice: {@link #check} looks at all of it and refuses what is not whole; only then {@link #read} hands it
 * over. It holds a block at a time, and the ids of the people.
 */
final class BackupReader {
    private static final int LONGEST_ID = 1_000;
    private static final int LONGEST_MODEL_ID = 300;
    /** Width and height of the canonical crop, pixels. */
    private static final int SIDE = 224;

    private static final PictureLimits CROPS = new PictureLimits((long) SIDE * SIDE, SIDE);

    private final String name;
    private final BackupSource source;

    /** Hears of what is in it, in the order in which it lies there. */
    interface Listener {
        default void person(Person person) {}

        default void template(BackupTemplate template) {}
    }

    /** What it says about itself. */
    record Contents(BackupBegin begin, BackupEnd end) {}

    /** @param name as whoever gave it calls it */
    BackupReader(String name, BackupSource source) {
        this.name = name;
        this.source = source;
    }

    /** @throws UserError saying why it is refused: it is foreign, newer, cut or damaged */
    Contents check() {
        // What is damaged is not decoded: a length in it may be anything.
        reading(this::requireWhole);
        return reading(blocks -> {
            var check = new Check();
            Contents contents = pass(blocks, check);
            check.requireCounted(contents.end());
            return contents;
        });
    }

    /** Hands over what was checked before. @throws UserError if it is not the same any more */
    Contents read(Listener listener) {
        return reading(blocks -> pass(blocks, listener));
    }

    private interface Work {
        Contents on(ContainerBlocks blocks) throws IOException;
    }

    private Contents reading(Work work) {
        try (InputStream in = new BufferedInputStream(source.open(), 1 << 16)) {
            return work.on(open(in));
        } catch (EOFException e) {
            throw refuse("it was cut: its end is missing", e);
        } catch (DamagedException | IllegalArgumentException e) {
            throw refuse("it is damaged: " + e.getMessage(), e);
        } catch (IOException e) {
            throw refuse("it cannot be read: " + e.getMessage(), e);
        }
    }

    private UserError refuse(String why, Exception cause) {
        return new UserError(name + ": " + why, cause);
    }

    private ContainerBlocks open(InputStream in) throws IOException {
        ContainerBlocks blocks = ContainerBlocks.open(in)
                .orElseThrow(() ->
                        new UserError(name + ": this is no backup of Sightline; expected the file that the console or"
                                + " ./sightline people backup made"));
        String version = blocks.header(BackupFormat.VERSION_KEY)
                .orElseThrow(() -> new UserError(name + ": this is an Avro file, but no backup of Sightline"));
        if (!version.matches("\\d{1,9}")) {
            throw new DamagedException("its header cannot be read");
        }
        requireKnown(Integer.parseInt(version));
        if (!blocks.header("avro.codec").orElse("null").equals("null")) {
            throw new DamagedException("a backup is not compressed");
        }
        return blocks;
    }

    private void requireKnown(int format) {
        if (format > BackupFormat.VERSION) {
            throw new UserError(name + ": this backup is of format " + format
                    + ", made by a newer Sightline; this one reads format "
                    + BackupFormat.VERSION + " at most");
        }
    }

    private SpecificDatumReader<GalleryBackup> records(ContainerBlocks blocks) throws DamagedException {
        Schema written;
        try {
            written = new Schema.Parser().parse(blocks.header("avro.schema").orElse(""));
        } catch (AvroRuntimeException e) {
            throw new DamagedException("its header cannot be read");
        }
        Schema known = GalleryBackup.getClassSchema();
        return new SpecificDatumReader<>(written, known, SpecificData.getForSchema(known));
    }

    /** The digest of all blocks but the last stands in the last. */
    private Contents requireWhole(ContainerBlocks blocks) throws IOException {
        MessageDigest digest = BackupFormat.digest();
        Block block = blocks.next().orElseThrow(EOFException::new);
        for (Optional<Block> next = blocks.next(); next.isPresent(); next = blocks.next()) {
            digest.update(block.data());
            block = next.get();
        }
        BackupEnd end = end(block, records(blocks));
        if (!end.getSha256().equals(ByteBuffer.wrap(digest.digest()))) {
            throw new DamagedException("its checksum is another");
        }
        return new Contents(null, end);
    }

    /** Of a file that is whole. */
    private Contents pass(ContainerBlocks blocks, Listener listener) throws IOException {
        SpecificDatumReader<GalleryBackup> records = records(blocks);
        BackupBegin begin = null;
        Block block = blocks.next().orElseThrow(EOFException::new);
        for (Optional<Block> next = blocks.next(); next.isPresent(); next = blocks.next()) {
            BinaryDecoder decoder = decoder(block);
            for (long i = 0; i < block.count(); i++) {
                Object part = part(records, decoder);
                if (begin == null) {
                    begin = begin(part);
                } else {
                    hand(part, listener);
                }
            }
            requireUsedUp(decoder);
            block = next.get();
        }
        if (begin == null) {
            throw new DamagedException("it has no beginning");
        }
        return new Contents(begin, end(block, records));
    }

    private BackupBegin begin(Object part) throws DamagedException {
        if (part instanceof BackupBegin begin) {
            requireKnown(begin.getFormat());
            return begin;
        }
        throw new DamagedException("it does not begin as a backup does");
    }

    private static void hand(Object part, Listener listener) throws DamagedException {
        if (part instanceof Person person) {
            listener.person(person);
        } else if (part instanceof BackupTemplate template) {
            listener.template(template);
        } else {
            throw new DamagedException("a record stands where it should not");
        }
    }

    /** The last block that is there: in a file that was cut between two, it is another. */
    private static BackupEnd end(Block block, SpecificDatumReader<GalleryBackup> records) throws IOException {
        BinaryDecoder decoder = decoder(block);
        if (block.count() == 1 && part(records, decoder) instanceof BackupEnd end) {
            requireUsedUp(decoder);
            return end;
        }
        throw new EOFException();
    }

    /** Avro throws what it likes when bytes are not what they should be. */
    private static Object part(SpecificDatumReader<GalleryBackup> records, BinaryDecoder decoder)
            throws DamagedException {
        try {
            return records.read(null, decoder).getPart();
        } catch (IOException | RuntimeException e) {
            throw new DamagedException("a record in it cannot be read");
        }
    }

    private static BinaryDecoder decoder(Block block) {
        return DecoderFactory.get().binaryDecoder(block.data(), null);
    }

    private static void requireUsedUp(BinaryDecoder decoder) throws IOException {
        if (!decoder.isEnd()) {
            throw new DamagedException("a block has more than its records");
        }
    }

    /** That every record can be used, before the first one is. */
    private static final class Check implements Listener {
        private final Map<String, PersonState> people = new HashMap<>();
        private final Map<String, Integer> dimensions = new HashMap<>();
        private final Map<String, Integer> templates = new HashMap<>();
        private int pictures;

        @Override
        public void person(Person person) {
            require(templates.isEmpty(), "somebody stands behind the templates");
            requireId(person.getPersonId());
            boolean isActive = person.getState() == PersonState.ACTIVE;
            require(!isActive || person.getName() != null, "somebody who is enrolled has no name");
            require(people.put(person.getPersonId(), person.getState()) == null, "somebody is in it twice");
        }

        @Override
        public void template(BackupTemplate template) {
            GalleryEntry entry = template.getEntry();
            require(
                    people.get(entry.getPersonId()) == PersonState.ACTIVE,
                    "a template is of somebody who is not among its people");
            requireText(entry.getTemplateId(), LONGEST_ID);
            requireText(entry.getModelId(), LONGEST_MODEL_ID);
            require(entry.getModelId().indexOf('/') < 0, "a model's id has a slash");
            int dimension = Embedding.ofBytes(entry.getVector()).dimension();
            require(
                    dimensions.computeIfAbsent(entry.getModelId(), id -> dimension) == dimension,
                    "the vectors of one model differ in length");
            templates.merge(entry.getModelId(), 1, Integer::sum);
            if (template.getPicture() != null) {
                requirePicture(template.getPicture());
                pictures++;
            }
        }

        /** The end stands behind the checksum: it is checked by what was counted. */
        void requireCounted(BackupEnd end) {
            long active =
                    people.values().stream().filter(PersonState.ACTIVE::equals).count();
            List<BackupModel> models = new TreeMap<>(templates)
                    .entrySet().stream()
                            .map(e -> new BackupModel(e.getKey(), dimensions.get(e.getKey()), e.getValue()))
                            .toList();
            require(
                    end.getPeople() == active
                            && end.getErased() == people.size() - active
                            && end.getTemplates()
                                    == templates.values().stream()
                                            .mapToInt(Integer::intValue)
                                            .sum()
                            && end.getPictures() == pictures
                            && end.getModels().equals(models),
                    "it does not have what its end says");
        }

        private void requirePicture(BackupPicture picture) {
            require(picture.getLandmarks().size() == 5, "a face has not five points");
            byte[] jpeg = new byte[picture.getImage().remaining()];
            picture.getImage().duplicate().get(jpeg);
            require(jpeg.length > 2 && (jpeg[0] & 0xff) == 0xff && (jpeg[1] & 0xff) == 0xd8, "a picture is no JPEG");
            try (Picture decoded = Picture.decode(jpeg, CROPS)) {
                require(decoded.width() == SIDE && decoded.height() == SIDE, "a picture is not 224 x 224");
            } catch (UnreadablePictureException e) {
                throw new IllegalArgumentException("a picture in it is none: " + e.getMessage(), e);
            }
        }

        private static void requireId(String personId) {
            requireText(personId, LONGEST_ID);
            require(!personId.startsWith("anon-"), "somebody has the id of a stranger");
        }

        private static void requireText(String text, int longest) {
            require(
                    !text.isBlank() && text.length() <= longest && text.indexOf('\0') < 0,
                    "an id has " + text.length() + " characters, expected 1 to " + longest);
        }

        private static void require(boolean isSo, String otherwise) {
            if (!isSo) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }
}
