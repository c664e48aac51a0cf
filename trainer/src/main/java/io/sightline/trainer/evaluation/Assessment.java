package io.sightline.trainer.evaluation;

import io.sightline.trainer.data.CropSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model is worth on a set of pairs. Those of several models on one set can be compared.
 *
 * @param model how the model is called: its id, or what it is where it has none
 * @param set what was compared
 * @param scores the distances
 * @param accuracy empty where the set lists no pairs
 * @param identification empty where nobody says who is who, or there are too few people
 */
public record Assessment(
        String model,
        PairSet set,
        PairScores scores,
        VerificationMetrics metrics,
        Optional<FoldAccuracy> accuracy,
        Optional<Identification> identification) {
    private static final int MOST_DECADES = 6;

    /**
     * @param vectors unit vectors by the picture's number; null where no face was found
     * @throws io.sightline.core.UserError if there is nothing to compare
     */
    public static Assessment of(String model, PairSet set, float[][] vectors, Resampling resampling) {
        PairScores scores = PairScores.of(set, vectors, resampling.seed());
        return new Assessment(
                model,
                set,
                scores,
                VerificationMetrics.of(scores, resampling),
                set.folds().isEmpty() ? Optional.empty() : Optional.of(FoldAccuracy.of(set, vectors)),
                Identification.of(set, vectors, resampling.seed()));
    }

    /**
     * On labelled faces: any two are compared.
     *
     * @throws io.sightline.core.UserError if a face cannot be used, or there is nothing to compare
     */
    public static Assessment of(String model, CropSet faces, FaceVectors vectors, Resampling resampling) {
        return of(model, pairsOf(faces, resampling.seed()), vectors.of(faces), resampling);
    }

    /** Any two faces, and up to ten folds of people for the accuracy. */
    static PairSet pairsOf(CropSet faces, long seed) {
        List<String> ids = new ArrayList<>();
        List<String> people = new ArrayList<>();
        for (int i = 0; i < faces.size(); i++) {
            ids.add(faces.cropId(i));
            people.add(faces.personId(i));
        }
        return PairSet.ofPeople(ids, people, 10, seed);
    }

    /** How the distances are distributed. */
    public DistanceCounts distances() {
        return DistanceCounts.of(scores);
    }

    /**
     * True accept rates at false accept rates between those of {@link #figures}, and named like them: so that a curve can
     * be drawn of what a model's record carries.
     */
    public SortedMap<String, Double> curve() {
        SortedMap<String, Double> rates = new TreeMap<>();
        for (int decade = 1; decade <= MOST_DECADES; decade++) {
            for (int step : List.of(2, 5)) {
                double far = step * Math.pow(10, -decade);
                if (far * scores.impostorPairs() >= TarAtFar.LEAST_ERRORS) {
                    rates.put("tarAtFar" + step + "e-" + decade, VerificationMetrics.trueAcceptRateAt(far, scores));
                }
            }
        }
        return rates;
    }

    /** By name, as manifests and model records carry them. */
    public SortedMap<String, Double> figures() {
        SortedMap<String, Double> figures = new TreeMap<>(metrics.figures());
        accuracy.ifPresent(a -> figures.put("accuracy", a.accuracy()));
        identification.ifPresent(i -> {
            figures.put("rankOne", i.rankOne());
            i.rates().forEach(r -> r.fnir()
                    .ifPresent(fnir -> figures.put("fnirAtFpir" + VerificationMetrics.name(r.fpir()), fnir)));
        });
        figures.put("pictures", (double) set.pictures().size());
        figures.put("facesNotFound", (double) scores.notFound());
        return figures;
    }
}
