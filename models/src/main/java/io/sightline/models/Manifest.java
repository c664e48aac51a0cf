package io.sightline.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sightline.core.Landmarks;
import io.sightline.core.ModelId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The birth certificate of a model bundle: what goes in, what comes out, when two faces are one person, where it all
 * comes from, and what each file's bytes are. Says nothing of which network computes it.
 *
 * @param format version of this file's form: {@value #FORMAT}
 * @param input how a picture becomes a tensor
 * @param template where the five points of a face lie in the input, in its pixels; null for a detector
 * @param dimension length of the vector; 0 for a detector
 * @param threshold when two vectors are one person; null for a detector
 * @param parts the networks by name: {@value #SOLE_PART} when there is one only
 * @param weights the file with the weights: safetensors, or the ONNX file where the network came as that; its SHA-256
 *     begins with the id's digest
 * @param checksums SHA-256 in hexadecimal of every other file in the folder, by file name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
        int format,
        ModelId id,
        Kind kind,
        Input input,
        Landmarks template,
        int dimension,
        Threshold threshold,
        SortedMap<String, Part> parts,
        String weights,
        Origin origin,
        SortedMap<String, String> checksums) {

    public static final int FORMAT = 1;
    public static final String SOLE_PART = "model";

    public enum Kind {
        /** Finds faces in a picture. */
        DETECTOR,
        /** Makes a vector of an aligned face; the vector is normalised by whoever reads it. */
        EMBEDDER
    }

    public enum ChannelOrder {
        RGB,
        BGR
    }

    /**
     * A float32 tensor {@code [faces, 3, height, width]} whose values are {@code (pixel - mean[c]) * scale}, pixels
     * 0 to 255.
     *
     * @param width pixels; 0 where each part has its own, or takes any
     * @param mean per channel, in the order of {@code channels}
     */
    public record Input(int width, int height, ChannelOrder channels, List<Float> mean, float scale) {
        public Input {
            require(width >= 0 && height >= 0, "input: width and height are 0 or more");
            require(channels != null, "input.channels is missing; RGB or BGR");
            require(mean != null && mean.size() == 3, "input.mean has three values, one a channel");
            require(Float.isFinite(scale) && scale != 0, "input.scale is a number other than 0");
            mean = List.copyOf(mean);
        }
    }

    /**
     * One network.
     *
     * @param torchScript null where the network came as ONNX, or computes in 8 bits: then no GPU computes it
     * @param width of its input, pixels; 0 when it takes any
     * @param outputs names in order, as ONNX has them; TorchScript returns them as a tuple when there are several
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Part(String onnx, String torchScript, int width, int height, List<String> outputs) {
        /** The name of the only input in ONNX. */
        public static final String INPUT = "input";

        public Part {
            require(onnx != null, "a part names its file: onnx");
            require(width >= 0 && height >= 0, "a part's width and height are 0 or more");
            require(outputs != null && !outputs.isEmpty(), "a part names its outputs");
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * When two vectors are taken for one person.
     *
     * @param distance the largest, Euclidean between unit vectors, 0 to 2
     * @param margin how much further away the next person has to be
     * @param falseAcceptRate share of pairs of strangers below {@code distance} where it was measured
     * @param calibration on what it was measured, and what that means
     */
    public record Threshold(double distance, double margin, double falseAcceptRate, String calibration) {
        public Threshold {
            require(distance > 0 && distance < 2, "threshold.distance lies between 0 and 2");
            require(margin >= 0 && margin < 2, "threshold.margin lies between 0 and 2");
            require(falseAcceptRate >= 0 && falseAcceptRate <= 1, "threshold.falseAcceptRate lies between 0 and 1");
            require(calibration != null && !calibration.isBlank(), "threshold.calibration says what was measured");
        }
    }

    /**
     * Where the weights come from.
     *
     * @param made how they became what they are: imported from where, or trained by what
     * @param settings whatever went into it, seed and versions included
     * @param metrics measured on this model, by name
     */
    public record Origin(
            String made, List<Source> sources, SortedMap<String, String> settings, SortedMap<String, Double> metrics) {
        public Origin {
            require(made != null && !made.isBlank(), "origin.made says how the weights were made");
            sources = sources == null ? List.of() : List.copyOf(sources);
            settings = sorted(settings);
            metrics = sorted(metrics);
        }
    }

    /** A file that went in, and who may use it how. */
    public record Source(String name, String version, String file, String sha256, String licence, String author) {}

    public Manifest {
        require(format == FORMAT, "format is " + format + "; this version reads format " + FORMAT);
        require(id != null, "id is missing");
        require(kind != null, "kind is missing; DETECTOR or EMBEDDER");
        require(input != null, "input is missing");
        require(origin != null, "origin is missing");
        require(parts != null && !parts.isEmpty(), "parts is missing or empty");
        require(weights != null, "weights is missing");
        require(checksums != null, "checksums is missing");
        parts = sorted(parts);
        checksums = sorted(checksums);
        for (var part : parts.values()) {
            requireChecksum(checksums, part.onnx());
            if (part.torchScript() != null) {
                requireChecksum(checksums, part.torchScript());
            }
        }
        requireChecksum(checksums, weights);
        checksums.keySet().forEach(Manifest::requirePlainName);
        require(
                checksums.get(weights).startsWith(id.digest()),
                "id says digest " + id.digest() + ", but the SHA-256 of " + weights + " is " + checksums.get(weights));
        if (kind == Kind.EMBEDDER) {
            require(template != null, "template is missing; an embedder's input has five points");
            require(dimension > 0, "dimension is missing; an embedder's vector has a length");
            require(threshold != null, "threshold is missing; only it says when two faces are one person");
            require(input.width() > 0 && input.height() > 0, "input: an embedder's has a width and a height");
            require(
                    parts.size() == 1 && parts.containsKey(SOLE_PART),
                    "an embedder has one part, '" + SOLE_PART + "', got " + parts.keySet());
        }
    }

    /** @throws IllegalArgumentException if there is no such part, naming those there are */
    public Part part(String name) {
        Part part = parts.get(name);
        require(part != null, id + " has no part '" + name + "'; it has " + parts.keySet());
        return part;
    }

    private static void requireChecksum(SortedMap<String, String> checksums, String file) {
        String checksum = checksums.get(file);
        require(checksum != null && checksum.matches("[0-9a-f]{64}"), "checksums has no SHA-256 of " + file);
    }

    /** A manifest names files of its own folder; a path out of it is a mistake or an attack. */
    private static void requirePlainName(String file) {
        require(file.matches("[A-Za-z0-9._-]+") && !file.startsWith("."), "not a plain file name: '" + file + "'");
    }

    private static <V> SortedMap<String, V> sorted(SortedMap<String, V> map) {
        return Collections.unmodifiableSortedMap(map == null ? new TreeMap<>() : new TreeMap<>(map));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
