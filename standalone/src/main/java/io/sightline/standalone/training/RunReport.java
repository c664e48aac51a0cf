package io.sightline.standalone.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.EvaluationSet;
import io.sightline.trainer.evaluation.FaceVectors;
import io.sightline.trainer.report.RunHistory;
import io.sightline.trainer.report.TrainingReport;
import io.sightline.trainer.training.TrainedNetwork;
import io.sightline.trainer.training.TrainingResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Measures what a run came to on people who were neither trained on nor chosen by, beside what it is compared with. */
record RunReport(TrainingRun run) {
    private static final int WORST = 24;

    /**
     * Every model on the people who were held out.
     *
     * @param graph as it was before its first step
     */
    TrainingReport of(NetworkGraph graph, TrainingResult result) {
        EvaluationSet heldOut = EvaluationSet.of("held out", run.split().test(), TrainingRun.RESAMPLING.seed());
        float[][] vectors = vectors(
                new TrainedNetwork(
                        result.best(), run.start().input(), run.start().template(), run.machine()),
                heldOut);
        float[][] untrained = vectors(
                TrainedNetwork.measured(
                        graph,
                        run.start().input(),
                        run.start().template(),
                        run.machine(),
                        run.split().train()),
                heldOut);
        List<Assessment> packaged = new ArrayList<>();
        for (ModelBundle other : run.others()) {
            try (FaceEmbedder embedder = FaceEmbedder.open(other, EmbeddingOptions.DEFAULT)) {
                packaged.add(assessment(other.id().toString(), heldOut, heldOut.vectors(FaceVectors.by(embedder))));
            }
        }
        return new TrainingReport(
                run.architecture().id() + "-" + run.dimension() + ", trained on " + run.data(),
                settings(result),
                faces(),
                RunHistory.read(run.folder()),
                heldOut,
                assessment("trained", heldOut, vectors),
                assessment("untrained", heldOut, untrained),
                packaged,
                heldOut.worst(vectors, WORST));
    }

    private static float[][] vectors(TrainedNetwork network, EvaluationSet set) {
        try (network) {
            return set.vectors(network);
        }
    }

    private static Assessment assessment(String name, EvaluationSet set, float[][] vectors) {
        return Assessment.of(name, set.pairs(), vectors, TrainingRun.RESAMPLING);
    }

    private Map<String, String> settings(TrainingResult result) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("architecture", run.architecture().id());
        settings.put("dimension", Integer.toString(run.dimension()));
        settings.put("weights at first", run.start().made());
        settings.put("teacher", run.teacher().map(t -> t.id().toString()).orElse("none"));
        settings.put("machine", run.machine().toString());
        settings.put(
                "epochs trained",
                result.epochs() + (result.stoppedEarly() ? ", then stopped: nothing became better" : ""));
        settings.put(
                "best epoch",
                String.format(Locale.ROOT, "%d: %s %.4f", result.bestEpoch(), result.scoreName(), result.score()));
        flatten("", new JsonMapper().valueToTree(run.options()), settings);
        return settings;
    }

    /** A setting within settings as {@code losses.margin}. */
    private static void flatten(String name, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(f -> flatten(name.isEmpty() ? f.getKey() : name + "." + f.getKey(), f.getValue(), into));
        } else {
            into.put(name, node.asText());
        }
    }

    private Map<String, String> faces() {
        Map<String, String> faces = new LinkedHashMap<>();
        faces.put("source", run.data());
        faces.put("trained on", count(run.split().train()));
        faces.put("best epoch and threshold chosen by", count(run.split().validation()));
        faces.put("held out", count(run.split().test()));
        faces.put("split", run.split().rule().toString());
        return faces;
    }

    private static String count(CropSet set) {
        return String.format(
                Locale.ROOT,
                "%,d faces of %,d people",
                set.size(),
                IntStream.range(0, set.size())
                        .mapToObj(set::personId)
                        .distinct()
                        .count());
    }
}
