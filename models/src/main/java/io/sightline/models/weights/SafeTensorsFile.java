package io.sightline.models.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.models.graph.Parameter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Safetensors (https://github.com/huggingface/safetensors): the length of a JSON header as uint64, the header, then the
 * tensors, little-endian, one behind the other without a gap.
 */
final class SafeTensorsFile {
    private static final int LARGEST_HEADER = 16 << 20;
    private static final String METADATA = "__metadata__";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private record Extent(String name, long from, long to) {}

    private SafeTensorsFile() {}

    /** Whether a file of that size may begin with these bytes. */
    static boolean begins(ByteBuffer start, long fileSize) {
        if (start.limit() <= Long.BYTES || start.get(Long.BYTES) != '{') {
            return false;
        }
        long header = start.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        return header > 0 && header <= fileSize - Long.BYTES;
    }

    static Map<String, Parameter> read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            long headerLength = read(file, 0, Long.BYTES).getLong();
            if (headerLength > LARGEST_HEADER) {
                throw new WrongWeights(
                        "has a header of " + headerLength + " bytes; at most " + LARGEST_HEADER + " are expected");
            }
            JsonNode header = header(read(file, Long.BYTES, (int) headerLength).array());
            long start = Long.BYTES + headerLength;
            Map<String, TensorView> views = new LinkedHashMap<>();
            List<Extent> extents = new ArrayList<>();
            header.properties().forEach(entry -> {
                if (!entry.getKey().equals(METADATA)) {
                    Extent extent = extent(entry.getKey(), entry.getValue());
                    extents.add(extent);
                    views.put(entry.getKey(), view(extent, entry.getValue()));
                }
            });
            requireWhole(extents, file.size() - start);
            Map<String, Long> positions = new HashMap<>();
            extents.forEach(extent -> positions.put(extent.name(), start + extent.from()));
            return new StoredTensors(views, storage -> read(file, positions.get(storage.key()), storage.byteLength()))
                    .read();
        }
    }

    private static JsonNode header(byte[] json) throws IOException {
        JsonNode header;
        try {
            header = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new WrongWeights("has a header that is no JSON: " + e.getOriginalMessage());
        }
        if (header == null || !header.isObject()) {
            throw new WrongWeights("has a header that is no JSON object");
        }
        return header;
    }

    private static Extent extent(String name, JsonNode entry) {
        JsonNode offsets = entry.path("data_offsets");
        if (!offsets.isArray()
                || offsets.size() != 2
                || !offsets.get(0).canConvertToLong()
                || !offsets.get(1).canConvertToLong()
                || offsets.get(0).asLong() < 0
                || offsets.get(0).asLong() > offsets.get(1).asLong()) {
            throw wrong(name, "has no data_offsets [from, to]");
        }
        return new Extent(name, offsets.get(0).asLong(), offsets.get(1).asLong());
    }

    private static TensorView view(Extent extent, JsonNode entry) {
        String dtype = entry.path("dtype").asText();
        ElementType type = ElementType.ofSafetensors(dtype)
                .orElseThrow(() -> wrong(
                        extent.name(),
                        "has the dtype " + WrongWeights.quoted(dtype)
                                + "; expected one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL"));
        if (!entry.path("shape").isArray()) {
            throw wrong(extent.name(), "has no shape");
        }
        List<Integer> shape = new ArrayList<>();
        for (JsonNode size : entry.path("shape")) {
            if (!size.isIntegralNumber() || !size.canConvertToInt()) {
                throw wrong(extent.name(), "has a shape that is not of whole numbers");
            }
            shape.add(size.intValue());
        }
        long bytes = extent.to() - extent.from();
        Storage storage = new Storage(extent.name(), type, bytes / type.bytes());
        TensorView view;
        try {
            view = TensorView.whole(storage, shape);
        } catch (WrongWeights e) {
            throw wrong(extent.name(), "does not fit: " + e.getMessage());
        }
        if (view.count() * type.bytes() != bytes) {
            throw wrong(
                    extent.name(),
                    "has " + bytes + " bytes, its shape " + shape + " of " + dtype + " takes "
                            + view.count() * type.bytes());
        }
        return view;
    }

    private static void requireWhole(List<Extent> extents, long size) {
        long at = 0;
        for (Extent extent : extents.stream()
                .sorted(Comparator.comparingLong(Extent::from).thenComparingLong(Extent::to))
                .toList()) {
            if (extent.from() != at) {
                throw wrong(
                        extent.name(),
                        "begins at byte " + extent.from() + " of the data, expected " + at
                                + ": tensors neither overlap nor leave gaps");
            }
            at = extent.to();
        }
        if (at != size) {
            throw new WrongWeights("has " + size + " bytes of data, its header speaks of " + at);
        }
    }

    private static ByteBuffer read(FileChannel file, long from, int length) throws IOException {
        if (length < 0 || from + length > file.size()) {
            throw new EOFException("breaks off at byte " + file.size() + ", expected " + (from + length));
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("breaks off at byte " + (from + bytes.position()));
            }
        }
        return bytes.flip();
    }

    private static WrongWeights wrong(String name, String what) {
        return new WrongWeights("tensor " + WrongWeights.quoted(name) + " " + what);
    }
}
