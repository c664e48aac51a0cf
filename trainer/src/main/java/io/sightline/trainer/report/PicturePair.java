package io.sightline.trainer.report;

import io.sightline.trainer.evaluation.EvaluationSet;
import io.sightline.trainer.evaluation.Mistake;
import java.util.List;
import java.util.Locale;

/** Two faces beside each other, each a JPEG file. */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares pictures; a copy of each would cost.
record PicturePair(byte[] left, byte[] right, String caption) {

    static List<PicturePair> of(EvaluationSet set, List<Mistake> mistakes) {
        return mistakes.stream().map(m -> of(set, m)).toList();
    }

    private static PicturePair of(EvaluationSet set, Mistake mistake) {
        int first = mistake.pair().first();
        int second = mistake.pair().second();
        return new PicturePair(
                set.face(first).orElseThrow().jpeg(),
                set.face(second).orElseThrow().jpeg(),
                String.format(
                        Locale.ROOT,
                        "%.3f: %s, %s",
                        mistake.distance(),
                        set.pairs().pictures().get(first),
                        set.pairs().pictures().get(second)));
    }
}
