package io.sightline.standalone.command;

import io.sightline.trainer.evaluation.TarAtFar;
import io.sightline.trainer.training.TrainingListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Shows how far a run is: on a terminal as a bar that is redrawn, else as a line now and then; and a line for each epoch.
 */
final class TrainingLine implements TrainingListener {
    private static final int BAR = 24;
    private static final double SMOOTHING = 0.05;
    private static final Duration REDRAWN = Duration.ofMillis(200);
    private static final Duration NEXT_LINE = Duration.ofSeconds(30);

    private final PrintStream out;
    private final boolean isTerminal;
    private final LongSupplier nanos;
    private Plan plan;
    private long lastShown;
    private int width;
    private double loss = Double.NaN;
    private double secondsPerStep = Double.NaN;

    TrainingLine(PrintStream out, boolean isTerminal, LongSupplier nanos) {
        this.out = out;
        this.isTerminal = isTerminal;
        this.nanos = nanos;
    }

    @Override
    public void begins(Plan begun) {
        plan = begun;
        lastShown = nanos.getAsLong();
        out.printf(
                Locale.ROOT,
                "  %d faces of %d people to train on, %d of %d others to validate; %d epochs of %d steps%n",
                plan.faces(),
                plan.people(),
                plan.validationFaces(),
                plan.validationPeople(),
                plan.options().epochs(),
                plan.stepsPerEpoch());
        if (plan.stepsDone() > 0) {
            out.printf(Locale.ROOT, "  goes on after step %,d of %,d%n", plan.stepsDone(), plan.steps());
        }
    }

    @Override
    public void warns(String message) {
        clear();
        out.println("  " + message);
    }

    @Override
    public void stepped(Step step) {
        loss = Double.isNaN(loss) ? step.loss() : loss + SMOOTHING * (step.loss() - loss);
        secondsPerStep = Double.isNaN(secondsPerStep)
                ? step.seconds()
                : secondsPerStep + SMOOTHING * (step.seconds() - secondsPerStep);
        long now = nanos.getAsLong();
        if (now - lastShown < (isTerminal ? REDRAWN : NEXT_LINE).toNanos()) {
            return;
        }
        lastShown = now;
        double share = (double) step.step() / plan.steps();
        String figures = String.format(
                Locale.ROOT,
                "%3.0f%%  epoch %d of %d, loss %.4f, %.1f images a second, %s left",
                100 * share,
                step.epoch(),
                plan.options().epochs(),
                loss,
                step.faces() / secondsPerStep,
                time(Math.round((plan.steps() - step.step()) * secondsPerStep)));
        if (!isTerminal) {
            out.println("  " + figures.strip());
            return;
        }
        int filled = (int) Math.round(BAR * share);
        show("  [" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + figures);
    }

    @Override
    public void validated(Epoch epoch) {
        clear();
        Optional<TarAtFar.Measured> tar = epoch.validation().at(1e-2);
        out.printf(
                Locale.ROOT,
                "  epoch %d: loss %.4f; validation: AUC %.4f%s%s%n",
                epoch.epoch(),
                epoch.loss(),
                epoch.validation().auc(),
                tar.map(t -> String.format(Locale.ROOT, ", TAR at FAR 1e-2 %.4f", t.tar()))
                        .orElse(""),
                epoch.best() ? " (best)" : "");
    }

    private void clear() {
        if (isTerminal && width > 0) {
            show("");
            out.print("\r");
            out.flush();
            width = 0;
        }
    }

    private void show(String line) {
        out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        out.flush();
        width = line.length();
    }

    private static String time(long seconds) {
        return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
    }
}
