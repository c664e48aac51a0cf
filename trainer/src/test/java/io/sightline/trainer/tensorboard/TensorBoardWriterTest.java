package io.sightline.trainer.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import io.sightline.core.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardWriterTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_500L), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void theChecksumOfTheLengthIsTheOneThatTensorFlowWrites() {
        // Every event file begins with the version event of 24 bytes, framed with this head.
        byte[] framed = TfRecord.framed(EventMessage.version(1_700_000_000.5));

        assertThat(framed).hasSize(8 + 4 + 24 + 4);
        assertThat(HexFormat.of().formatHex(framed, 0, 12)).isEqualTo("1800000000000000a37f4b22");
        assertThat(new String(framed, 12, 24, StandardCharsets.ISO_8859_1)).endsWith("\u001a\rbrain.Event:2");
    }

    @Test
    void masksTheCheckValueOfTheCastagnoliPolynomial() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);

        // CRC-32C of these is 0xe3069283 (RFC 3720); rotated by 15 and moved by the constant of crc32c.h.
        assertThat(TfRecord.masked(digits, 9)).isEqualTo(((0xe3069283 >>> 15) | (0xe3069283 << 17)) + 0xa282ead8);
    }

    @Test
    void protobufsOwnParserReadsWhatWasWritten() throws Exception {
        try (var writer = TensorBoardWriter.open(folder, 7, CLOCK)) {
            writer.scalars(7, new TreeMap<>(Map.of("train/loss", 0.25, "train/rate", 1e-3)));
            writer.histogram(8, "distance", new float[] {-1, 1, 1, Float.NaN, 2});
            writer.picture(9, "worst", new byte[] {1, 2, 3}, 20, 10);

            writer.flush();
            List<String> events = new ArrayList<>();
            for (DynamicMessage event : read(writer.file())) {
                events.add(TextFormat.printer()
                        .printToString(event)
                        .replaceAll("\\s+", " ")
                        .strip());
            }
            assertThat(events.get(0)).isEqualTo("wall_time: 1.7000000005E9 file_version: \"brain.Event:2\"");
            assertThat(events.get(1)).isEqualTo("wall_time: 1.7000000005E9 step: 7 session_log { status: 1 }");
            assertThat(events.get(2))
                    .isEqualTo("wall_time: 1.7000000005E9 step: 7 summary {"
                            + " value { tag: \"train/loss\" simple_value: 0.25 }"
                            + " value { tag: \"train/rate\" simple_value: 0.001 } }");
            assertThat(events.get(3))
                    .contains("histo { min: -1.0 max: 2.0 num: 4.0 sum: 3.0 sum_squares: 7.0")
                    .containsPattern("bucket_limit: 2.0 bucket: 1.0 ");
            assertThat(events.get(4))
                    .contains("image { height: 10 width: 20 colorspace: 3 encoded_image_string: \"\\001\\002\\003\" }");
            assertThat(events).hasSize(5);
        }
    }

    @Test
    void everyValueIsCountedInTheIntervalThatEndsAtOrAboveIt() {
        ValueDistribution d =
                ValueDistribution.of(new float[] {-1, -1, 0, 0.5f, 2}).orElseThrow();

        assertThat(d.limits()).hasSize(30).isSorted().endsWith(2.0);
        assertThat(d.counts().stream().mapToDouble(c -> c).sum()).isEqualTo(5);
        assertThat(d.counts().get(0)).isEqualTo(2);
        assertThat(d.counts().get(29)).isEqualTo(1);
        assertThat(ValueDistribution.of(new float[] {3, 3})
                        .orElseThrow()
                        .counts()
                        .get(0))
                .isEqualTo(2);
        assertThat(ValueDistribution.of(new float[] {Float.NaN})).isEmpty();
    }

    @Test
    void aRunThatIsResumedBeginsAnotherFileThatIsReadAfterTheFirst() {
        try (var first = TensorBoardWriter.open(folder, 0, CLOCK);
                var second = TensorBoardWriter.open(folder, 40, CLOCK)) {
            assertThat(first.file()).isNotEqualTo(second.file());
            assertThat(first.file().toString()).contains("tfevents.1700000000");
            assertThat(first.file().toString()).isLessThan(second.file().toString());
        }
    }

    @Test
    void saysWhereItCannotWrite() throws Exception {
        Path file = Files.writeString(folder.resolve("taken"), "");

        assertThatThrownBy(() -> TensorBoardWriter.open(file, 0, CLOCK))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(file.toString());
    }

    private static List<DynamicMessage> read(Path file) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<DynamicMessage> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] head = new byte[8];
            bytes.duplicate().get(head);
            byte[] record = new byte[Math.toIntExact(bytes.getLong())];
            assertThat(bytes.getInt()).isEqualTo(TfRecord.masked(head, 8));
            bytes.get(record);
            assertThat(bytes.getInt()).isEqualTo(TfRecord.masked(record, record.length));
            events.add(DynamicMessage.parseFrom(eventType(), record));
        }
        return events;
    }

    /** The published messages, as far as they are used here. */
    private static Descriptor eventType() throws Exception {
        var file = FileDescriptorProto.newBuilder()
                .setName("event.proto")
                .setSyntax("proto3")
                .addMessageType(message(
                        "Event",
                        field("wall_time", 1, FieldDescriptorProto.Type.TYPE_DOUBLE),
                        field("step", 2, FieldDescriptorProto.Type.TYPE_INT64),
                        field("file_version", 3, FieldDescriptorProto.Type.TYPE_STRING),
                        of("summary", 5, "Summary"),
                        of("session_log", 7, "SessionLog")))
                .addMessageType(message("SessionLog", field("status", 1, FieldDescriptorProto.Type.TYPE_INT32)))
                .addMessageType(message("Summary", of("value", 1, "Value").setLabel(Label.LABEL_REPEATED)))
                .addMessageType(message(
                        "Value",
                        field("tag", 1, FieldDescriptorProto.Type.TYPE_STRING),
                        field("simple_value", 2, FieldDescriptorProto.Type.TYPE_FLOAT),
                        of("image", 4, "Image"),
                        of("histo", 5, "HistogramProto")))
                .addMessageType(message(
                        "Image",
                        field("height", 1, FieldDescriptorProto.Type.TYPE_INT32),
                        field("width", 2, FieldDescriptorProto.Type.TYPE_INT32),
                        field("colorspace", 3, FieldDescriptorProto.Type.TYPE_INT32),
                        field("encoded_image_string", 4, FieldDescriptorProto.Type.TYPE_BYTES)))
                .addMessageType(message(
                        "HistogramProto",
                        field("min", 1, FieldDescriptorProto.Type.TYPE_DOUBLE),
                        field("max", 2, FieldDescriptorProto.Type.TYPE_DOUBLE),
                        field("num", 3, FieldDescriptorProto.Type.TYPE_DOUBLE),
                        field("sum", 4, FieldDescriptorProto.Type.TYPE_DOUBLE),
                        field("sum_squares", 5, FieldDescriptorProto.Type.TYPE_DOUBLE),
                        packed("bucket_limit", 6),
                        packed("bucket", 7)));
        return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]).findMessageTypeByName("Event");
    }

    private static DescriptorProto message(String name, FieldDescriptorProto.Builder... fields) {
        var message = DescriptorProto.newBuilder().setName(name);
        for (FieldDescriptorProto.Builder field : fields) {
            message.addField(field);
        }
        return message.build();
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(Label.LABEL_OPTIONAL);
    }

    private static FieldDescriptorProto.Builder of(String name, int number, String type) {
        return field(name, number, FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(type);
    }

    private static FieldDescriptorProto.Builder packed(String name, int number) {
        return field(name, number, FieldDescriptorProto.Type.TYPE_DOUBLE)
                .setLabel(Label.LABEL_REPEATED)
                .setOptions(FieldOptions.newBuilder().setPacked(true));
    }
}
