package io.sightline.models.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights in a form that any framework reads (https://github.com/huggingface/safetensors): the length of a JSON header,
 * the header, then raw little-endian float32. The same weights in the same order give the same bytes.
 */
public final class SafeTensors {
    private static final int ALIGNMENT = 8;

    private SafeTensors() {}

    /** @param parameters by the name they get, in the order they get */
    public static byte[] of(Map<String, Parameter> parameters) {
        Map<String, Entry> header = new LinkedHashMap<>();
        int end = 0;
        for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
            Parameter parameter = entry.getValue();
            int start = end;
            end += parameter.values().length * Float.BYTES;
            header.put(entry.getKey(), new Entry("F32", parameter.shape(), List.of(start, end)));
        }
        byte[] json = padded(header);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + json.length + end).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        for (Parameter parameter : parameters.values()) {
            bytes.put(OnnxExport.littleEndian(parameter.values()));
        }
        return bytes.array();
    }

    private static byte[] padded(Map<String, Entry> header) {
        try {
            byte[] json = new JsonMapper().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
            int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            byte[] padded = Arrays.copyOf(json, length);
            Arrays.fill(padded, json.length, length, (byte) ' ');
            return padded;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // Jackson reads them; the names are those of the format
    private record Entry(String dtype, List<Integer> shape, List<Integer> data_offsets) {}
}
