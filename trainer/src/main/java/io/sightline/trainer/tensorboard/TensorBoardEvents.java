package io.sightline.trainer.tensorboard;

import io.sightline.trainer.training.TrainingListener;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes what happens in a run into its folder for TensorBoard: {@code loss/...}, {@code train/...} by step, and {@code
 * epoch/...} and {@code validation/...} at the last step of each epoch. One run; whoever makes it closes it.
 */
public final class TensorBoardEvents implements TrainingListener, AutoCloseable {
    private static final Duration READABLE_AFTER = Duration.ofSeconds(5);

    private final Clock clock;
    private TensorBoardWriter writer;
    private long flushed;

    public TensorBoardEvents(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void begins(Plan plan) {
        close();
        writer = TensorBoardWriter.open(plan.folder(), plan.stepsDone() + 1, clock);
        flushed = clock.millis();
    }

    @Override
    public void stepped(Step step) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss/all", step.loss());
        step.parts().forEach((name, loss) -> values.put("loss/" + name, loss));
        values.put("train/learning rate", step.rate());
        if (step.seconds() > 0) {
            values.put("train/images a second", step.faces() / step.seconds());
        }
        writer.scalars(step.step(), values);
        if (clock.millis() - flushed >= READABLE_AFTER.toMillis()) {
            flush();
        }
    }

    @Override
    public void validated(Epoch epoch) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("epoch/loss", epoch.loss());
        values.put("epoch/" + epoch.scoreName(), epoch.score());
        epoch.validation().figures().forEach((name, value) -> values.put("validation/" + name, value));
        writer.scalars(epoch.step(), values);
        flush();
    }

    private void flush() {
        writer.flush();
        flushed = clock.millis();
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }
}
