package io.sightline.standalone.training;

import io.sightline.trainer.training.TrainingJob;
import io.sightline.trainer.training.TrainingResult;
import io.sightline.trainer.training.TrainingStopped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ends a run in order when the process is told to end: PyTorch unloads as the process exits, and a step that is still
 * being computed would crash it. The exit waits for the step and its checkpoint, up to {@link #LIMIT}.
 */
final class StopOnExit implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path folder;
    private final Consumer<String> notes;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop-training");
    private volatile TrainingJob job;
    private volatile boolean isStopping;
    private volatile TrainingStopped stopped;

    /**
     * From now until {@link #close} the process does not end under the run.
     *
     * @param folder the run's, to be named to whoever wants to go on
     * @param notes gets what a person wants to know
     */
    StopOnExit(Path folder, Consumer<String> notes) {
        this.folder = folder;
        this.notes = notes;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** As {@link TrainingJob#run}. */
    TrainingResult run(TrainingJob training) throws InterruptedException {
        job = training;
        if (isStopping) {
            training.stop();
        }
        try {
            return training.run();
        } catch (TrainingStopped e) {
            stopped = e;
            throw e;
        }
    }

    private void stop() {
        isStopping = true;
        notes.accept("\nStopping after the step under way.");
        TrainingJob training = job;
        if (training != null) {
            training.stop();
        }
        try {
            if (!ended.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                notes.accept("It takes too long; ending it. The last checkpoint stays: go on from it with" + resume());
            } else if (stopped != null) {
                notes.accept("Stopped after step " + stopped.step() + ". Go on with" + resume());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String resume() {
        return ":\n  ./sightline train --resume " + folder;
    }

    /** Nothing of the run is in native code any more. */
    @Override
    public void close() {
        ended.countDown();
        if (!isStopping) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process ends just now; the hook finds the run ended.
            }
        }
    }
}
