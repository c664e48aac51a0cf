package io.sightline.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * A line of a marks file: what one write made durable. Whole or not there: it begins with the CRC-32 of the rest.
 *
 * @param log if the line begins a log: all lines before it are void
 */
record MarksLine(Optional<String> log, Progress progress) {
    private static final String LOG = "log";
    private static final String CAMERA = "camera";
    private static final String PARTITION = "partition";

    /** With the line's end. */
    String encoded() {
        List<String> fields = new ArrayList<>();
        log.ifPresent(id -> fields.add(LOG + "=" + escaped(id)));
        new TreeMap<>(progress.positions()).forEach((p, offset) -> fields.add(PARTITION + "=" + p + "=" + offset));
        new TreeMap<>(progress.sequences())
                .forEach((camera, sequence) -> fields.add(CAMERA + "=" + escaped(camera) + "=" + sequence));
        String body = String.join(" ", fields);
        return checksum(body) + " " + body + "\n";
    }

    /** @return empty unless every bit of the line is as it was written */
    static Optional<MarksLine> decoded(String line) {
        int blank = line.indexOf(' ');
        if (blank < 0 || !line.substring(0, blank).equals(checksum(line.substring(blank + 1)))) {
            return Optional.empty();
        }
        Optional<String> log = Optional.empty();
        Map<Integer, Long> positions = new HashMap<>();
        Map<String, Long> sequences = new HashMap<>();
        for (String field : line.substring(blank + 1).split(" ", -1)) {
            String[] parts = field.split("=", -1);
            switch (parts[0]) {
                case LOG -> log = Optional.of(unescaped(parts[1]));
                case PARTITION -> positions.put(Integer.valueOf(parts[1]), Long.valueOf(parts[2]));
                case CAMERA -> sequences.put(unescaped(parts[1]), Long.valueOf(parts[2]));
                default -> {
                    // Of a later version of this class, which adds fields and changes none.
                }
            }
        }
        return Optional.of(new MarksLine(log, new Progress(positions, sequences)));
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(UTF_8));
        return String.format("%08x", crc.getValue());
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static String unescaped(String text) {
        return URLDecoder.decode(text, UTF_8);
    }
}
