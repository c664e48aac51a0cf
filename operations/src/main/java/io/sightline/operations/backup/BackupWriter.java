package io.sightline.operations.backup;

import io.sightline.schemas.avro.BackupBegin;
import io.sightline.schemas.avro.BackupEnd;
import io.sightline.schemas.avro.BackupModel;
import io.sightline.schemas.avro.BackupTemplate;
import io.sightline.schemas.avro.GalleryBackup;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** Writes a backup, record by record; holds one block of it. One thread. */
final class BackupWriter implements AutoCloseable {
    private final MessageDigest digest = BackupFormat.digest();
    private final SpecificDatumWriter<GalleryBackup> datums = new SpecificDatumWriter<>(GalleryBackup.class);
    private final DataFileWriter<GalleryBackup> file;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final Map<String, BackupModel> models = new TreeMap<>();
    private BinaryEncoder encoder;
    private int people;
    private int erased;
    private int templates;
    private int pictures;

    /** @param out stays open */
    BackupWriter(OutputStream out, BackupBegin begin) throws IOException {
        // Pictures and vectors cannot be made smaller; and a reader need not fear what would come out of it.
        file = new DataFileWriter<>(datums)
                .setCodec(CodecFactory.nullCodec())
                .setSyncInterval(BackupFormat.BLOCK_BYTES)
                .setMeta(BackupFormat.VERSION_KEY, begin.getFormat());
        file.create(GalleryBackup.getClassSchema(), out);
        append(begin, true);
    }

    void person(Person person) throws IOException {
        append(person, true);
        if (person.getState() == PersonState.ERASED) {
            erased++;
        } else {
            people++;
        }
    }

    void template(BackupTemplate template) throws IOException {
        append(template, true);
        templates++;
        if (template.getPicture() != null) {
            pictures++;
        }
        GalleryEntry entry = template.getEntry();
        BackupModel model = models.computeIfAbsent(
                entry.getModelId(), id -> new BackupModel(id, entry.getVector().remaining() / Float.BYTES, 0));
        model.setTemplates(model.getTemplates() + 1);
    }

    /** Ends the file: without this it is refused. */
    BackupEnd end() throws IOException {
        file.sync();
        var end = new BackupEnd(
                people,
                erased,
                templates,
                pictures,
                new ArrayList<>(List.copyOf(models.values())),
                ByteBuffer.wrap(digest.digest()));
        append(end, false);
        file.flush();
        return end;
    }

    private void append(Object part, boolean isDigested) throws IOException {
        buffer.reset();
        encoder = EncoderFactory.get().binaryEncoder(buffer, encoder);
        datums.write(new GalleryBackup(part), encoder);
        encoder.flush();
        byte[] bytes = buffer.toByteArray();
        if (isDigested) {
            digest.update(bytes);
        }
        file.appendEncoded(ByteBuffer.wrap(bytes));
    }

    /** Frees what it holds; a file that was not ended stays unfinished. */
    @Override
    public void close() throws IOException {
        buffer.reset();
    }
}
