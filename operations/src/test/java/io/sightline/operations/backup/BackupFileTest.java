package io.sightline.operations.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.schemas.avro.BackupBegin;
import io.sightline.schemas.avro.BackupEnd;
import io.sightline.schemas.avro.BackupPicture;
import io.sightline.schemas.avro.BackupTemplate;
import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.GalleryBackup;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Point;
import io.sightline.schemas.avro.TemplateKind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupFileTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final String MODEL = "a@1+000000000000";
    private static final Person ADA = new Person("person-ada", PersonState.ACTIVE, "Ada", "yes", NOON);
    private static final Person GONE = new Person("person-gone", PersonState.ERASED, null, null, NOON);

    private static BackupBegin begin(int format) {
        return new BackupBegin(format, NOON, "1.0", "cluster/", MODEL);
    }

    private static BackupTemplate template(String person, String id, int side) throws IOException {
        float[] raw = {1, 2, 3, 4, 5, 6, 7, id.hashCode()};
        GalleryEntry entry = GalleryEntry.newBuilder()
                .setPersonId(person)
                .setTemplateId(id)
                .setModelId(MODEL)
                .setVector(Embedding.normalised(raw).toBytes())
                .setQuality(0.75f)
                .setCrop(new CropRef(3, 14L))
                .setEnrolledAt(NOON)
                .setKind(TemplateKind.NOT)
                .setLabelId("label-1")
                .setClosestPersonId("person-else")
                .setClosestDistance(0.9f)
                .build();
        return new BackupTemplate(entry, side == 0 ? null : picture(side));
    }

    private static BackupPicture picture(int side) throws IOException {
        var jpeg = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB), "jpg", jpeg);
        List<Point> points = new ArrayList<>(Collections.nCopies(5, new Point(1f, 2f)));
        var quality = new FaceQuality(0.9f, 80f, 50f, 0f, 0f, 0f, 120f, new ArrayList<>());
        return new BackupPicture(
                new Face("face", new Box(0f, 0f, 224f, 224f), 1f, points, quality),
                ByteBuffer.wrap(jpeg.toByteArray()),
                points,
                NOON);
    }

    private static byte[] file(int format, List<Person> people, List<BackupTemplate> templates) throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new BackupWriter(out, begin(format));
        for (Person person : people) {
            writer.person(person);
        }
        for (BackupTemplate template : templates) {
            writer.template(template);
        }
        writer.end();
        return out.toByteArray();
    }

    private static byte[] file() throws IOException {
        return file(
                BackupFormat.VERSION,
                List.of(ADA, GONE),
                List.of(template("person-ada", "photo-1", 224), template("person-ada", "photo-2", 0)));
    }

    private static BackupReader reader(byte[] file) {
        return new BackupReader("backup.avro", () -> new ByteArrayInputStream(file));
    }

    @Test
    void whatIsWrittenIsReadBackWhole() throws IOException {
        List<Object> read = new ArrayList<>();
        BackupReader reader = reader(file());
        BackupReader.Contents contents = reader.check();
        reader.read(new BackupReader.Listener() {
            @Override
            public void person(Person person) {
                read.add(person);
            }

            @Override
            public void template(BackupTemplate template) {
                read.add(template);
            }
        });

        assertThat(contents.begin()).isEqualTo(begin(BackupFormat.VERSION));
        BackupEnd end = contents.end();
        assertThat(List.of(end.getPeople(), end.getErased(), end.getTemplates(), end.getPictures()))
                .containsExactly(1, 1, 2, 1);
        assertThat(end.getModels()).singleElement().satisfies(m -> {
            assertThat(m.getModelId()).isEqualTo(MODEL);
            assertThat(m.getDimension()).isEqualTo(8);
            assertThat(m.getTemplates()).isEqualTo(2);
        });
        assertThat(read)
                .containsExactly(
                        ADA, GONE, template("person-ada", "photo-1", 224), template("person-ada", "photo-2", 0));
    }

    @Test
    void anyReaderOfAvroFilesReadsIt() throws IOException {
        List<Object> parts = new ArrayList<>();
        try (DataFileStream<GalleryBackup> stream = new DataFileStream<>(
                new ByteArrayInputStream(file()), new SpecificDatumReader<>(GalleryBackup.class))) {
            stream.forEach(record -> parts.add(record.getPart()));
        }

        assertThat(parts).hasSize(6);
        assertThat(parts.get(0)).isInstanceOf(BackupBegin.class);
        assertThat(parts.get(5)).isInstanceOf(BackupEnd.class);
    }

    @Test
    void aFileThatWasCutAnywhereIsRefused() throws IOException {
        byte[] whole = file();
        for (int length = 0; length < whole.length; length += length < 40 ? 1 : 97) {
            BackupReader reader = reader(Arrays.copyOf(whole, length));
            assertThatThrownBy(reader::check).as("%d bytes of it", length).isInstanceOf(UserError.class);
        }
        assertThatThrownBy(reader(Arrays.copyOf(whole, whole.length - 1))::check)
                .hasMessageContaining("backup.avro: it was cut");
    }

    /** Cut where a block ends, so that it is a sound Avro file. */
    @Test
    void aFileWithoutItsLastBlockIsRefused() throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new BackupWriter(out, begin(BackupFormat.VERSION));
        writer.person(ADA);
        byte[] whole = endOf(writer, out);
        int lastBlock = lastIndexOf(whole, syncOf(whole), whole.length - 17) + 16;

        assertThatThrownBy(reader(Arrays.copyOf(whole, lastBlock))::check)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("it was cut");
    }

    private static byte[] endOf(BackupWriter writer, ByteArrayOutputStream out) throws IOException {
        writer.end();
        return out.toByteArray();
    }

    private static byte[] syncOf(byte[] file) {
        return Arrays.copyOfRange(file, file.length - 16, file.length);
    }

    private static int lastIndexOf(byte[] bytes, byte[] part, int from) {
        for (int i = from; i >= 0; i--) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    private static int headerEnd(byte[] file) {
        byte[] sync = syncOf(file);
        for (int i = 0; ; i++) {
            if (Arrays.equals(file, i, i + 16, sync, 0, 16)) {
                return i;
            }
        }
    }

    @Test
    void eachByteBehindTheHeaderCounts() throws IOException {
        byte[] whole = file();
        for (int i = headerEnd(whole); i < whole.length; i += i > whole.length - 400 ? 1 : 5) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            assertThatThrownBy(reader(damaged)::check).as("byte %d", i).isInstanceOf(UserError.class);
        }
    }

    @Test
    void whatWasAddedBehindTheEndIsNoticed() throws IOException {
        byte[] whole = file();
        byte[] longer = Arrays.copyOf(whole, whole.length + 40);

        assertThatThrownBy(reader(longer)::check).isInstanceOf(UserError.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Obj", "PK\3\4 a ZIP", "{\"people\": []}"})
    void whatIsNoSuchFileIsRefusedAsForeign(String bytes) {
        BackupReader reader = reader(bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

        assertThatThrownBy(reader::check)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("this is no backup of Sightline");
    }

    @Test
    void anotherAvroFileIsRefusedAsForeign() throws IOException {
        var out = new ByteArrayOutputStream();
        try (DataFileWriter<Person> other = new DataFileWriter<>(new SpecificDatumWriter<>(Person.class))) {
            other.create(Person.getClassSchema(), out);
            other.append(ADA);
        }

        assertThatThrownBy(reader(out.toByteArray())::check).hasMessageContaining("an Avro file, but no backup");
    }

    @Test
    void aFileOfANewerFormatIsRefused() throws IOException {
        byte[] newer = file(BackupFormat.VERSION + 1, List.of(ADA), List.of());

        assertThatThrownBy(reader(newer)::check)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("made by a newer Sightline");
    }

    @Test
    void aTemplateOfNobodyInItIsRefused() throws IOException {
        byte[] file = file(BackupFormat.VERSION, List.of(ADA), List.of(template("person-else", "photo-1", 0)));

        assertThatThrownBy(reader(file)::check).hasMessageContaining("not among its people");
    }

    @Test
    void aFaceOfSomebodyWhoWasForgottenIsRefused() throws IOException {
        byte[] file = file(BackupFormat.VERSION, List.of(GONE), List.of(template("person-gone", "photo-1", 0)));

        assertThatThrownBy(reader(file)::check).hasMessageContaining("not among its people");
    }

    @Test
    void aPictureOfAnotherSizeIsRefused() throws IOException {
        byte[] file = file(BackupFormat.VERSION, List.of(ADA), List.of(template("person-ada", "photo-1", 300)));

        assertThatThrownBy(reader(file)::check).hasMessageContaining("a picture");
    }

    @Test
    void aVectorThatIsNoneIsRefused() throws IOException {
        BackupTemplate template = template("person-ada", "photo-1", 0);
        template.getEntry().setVector(ByteBuffer.allocate(32));
        byte[] file = file(BackupFormat.VERSION, List.of(ADA), List.of(template));

        assertThatThrownBy(reader(file)::check).hasMessageContaining("length one");
    }
}
