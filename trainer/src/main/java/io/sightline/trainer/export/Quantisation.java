package io.sightline.trainer.export;

import io.sightline.core.ModelId;
import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.models.quantize.BundleQuantization;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import io.sightline.trainer.dataset.Split;
import io.sightline.trainer.dataset.SplitRule;
import io.sightline.trainer.dataset.Subset;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.FaceVectors;
import io.sightline.trainer.evaluation.PromotionGate;
import io.sightline.trainer.evaluation.PromotionGate.Verdict;
import io.sightline.trainer.evaluation.Resampling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A bundle's network in 8 bits, made with some people's faces and judged with those of others. The people are split as
 * training splits them: ranges are measured on those that a network may have been trained on, and both precisions are
 * compared on all others. What falls short is not written, unless it is wanted all the same; then the manifest says so.
 *
 * @param seed of the split
 * @param progress gets the number of faces of which vectors were made
 */
public record Quantisation(long seed, PromotionGate gate, IntConsumer progress) {
    /** More change the extremes little, and take longer. */
    private static final int MOST_FACES = 512;

    /**
     * @param bundle empty where it fell short, and so was not written
     * @param exact the bundle as it was, on people of whom no range was measured
     */
    public record Outcome(
            ModelId id, Optional<ModelBundle> bundle, Verdict verdict, Assessment exact, Assessment quantised) {}

    /**
     * @param source what the faces are, for the manifest
     * @param forced to write it whatever the comparison says
     * @param target its folder, which must not be there yet
     * @throws UserError if there are too few people or faces, the network cannot be quantised, or the folder is there
     */
    public Outcome write(ModelBundle bundle, CropSet faces, String source, boolean forced, Path target) {
        BundleQuantization.requireAbsent(target);
        Split split = Split.byPerson(faces, seed);
        BundleQuantization int8 = BundleQuantization.of(bundle, calibrating(split.train()), source);
        CropSet others = Subset.of(faces, n -> split.rule().part(faces.personId(n)) != SplitRule.Part.TRAIN);
        Assessment exact = assess(bundle, others);
        Assessment quantised = assessed(int8, others);
        Verdict verdict = gate.judge(exact, quantised);
        if (!verdict.holds() && !forced) {
            return new Outcome(int8.id(), Optional.empty(), verdict, exact, quantised);
        }
        Map<String, String> settings = new TreeMap<>();
        settings.put("quantisedJudgement", verdict.outcome() + ": " + verdict.reason() + ", on people of " + source);
        if (!verdict.holds()) {
            settings.put("quantisedForced", "true");
        }
        ModelBundle written = int8.write(settings, quantised.figures(), target);
        return new Outcome(int8.id(), Optional.of(written), verdict, exact, quantised);
    }

    /** Faces spread over all people, not the first ones' many. */
    private static Iterator<FaceImage.Crop> calibrating(CropSet faces) {
        int count = Math.min(MOST_FACES, faces.size());
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    LabelledCrop crop = faces.crop((int) ((long) i * faces.size() / count));
                    return new FaceImage.Crop(crop.jpeg(), crop.landmarks());
                })
                .iterator();
    }

    private Assessment assess(ModelBundle bundle, CropSet faces) {
        try (FaceEmbedder embedder = FaceEmbedder.open(bundle, EmbeddingOptions.DEFAULT)) {
            return Assessment.of(bundle.id().toString(), faces, FaceVectors.by(embedder, progress), Resampling.DEFAULT);
        }
    }

    /** An embedder reads files: those lie where nobody takes them for a bundle that was approved. */
    private Assessment assessed(BundleQuantization int8, CropSet faces) {
        try {
            Path folder = Files.createTempDirectory("quantised");
            try {
                return assess(int8.write(Map.of(), Map.of(), folder.resolve("bundle")), faces);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep a network for a while", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
