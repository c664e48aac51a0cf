package io.sightline.console.models;

import io.sightline.console.api.TrainingRunView.StepLoss;
import java.util.ArrayList;
import java.util.List;

/** A curve of any length in at most {@value #MOST} points: where there are more, several steps make one, their mean. */
final class LossCurve {
    private static final int MOST = 200;

    private final List<StepLoss> points = new ArrayList<>();
    /** So many steps make a point. */
    private int together = 1;

    private int begun;
    private double stepSum;
    private double lossSum;

    void add(long step, double loss) {
        begun++;
        stepSum += step;
        lossSum += loss;
        if (begun == together) {
            points.add(mean());
            begun = 0;
            stepSum = 0;
            lossSum = 0;
            if (points.size() == MOST) {
                halve();
            }
        }
    }

    private StepLoss mean() {
        return new StepLoss(Math.round(stepSum / begun), lossSum / begun);
    }

    private void halve() {
        List<StepLoss> half = new ArrayList<>();
        for (int i = 0; i < MOST; i += 2) {
            StepLoss a = points.get(i);
            StepLoss b = points.get(i + 1);
            half.add(new StepLoss((a.step() + b.step()) / 2, (a.loss() + b.loss()) / 2));
        }
        points.clear();
        points.addAll(half);
        together *= 2;
    }

    /** With what is not a whole point yet. */
    List<StepLoss> points() {
        List<StepLoss> all = new ArrayList<>(points);
        if (begun > 0) {
            all.add(mean());
        }
        return all;
    }
}
