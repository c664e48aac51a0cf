package io.sightline.ingest;

import io.sightline.vision.Picture;
import io.sightline.vision.UnreadablePictureException;
import java.time.Duration;

/** Begins again when the material ends; positions go on growing, at the material's own pace across the seam. */
final class LoopedSource implements FrameSource {
    private static final Duration UNKNOWN_STEP = Duration.ofMillis(40);

    private final Opening opening;
    private FrameSource round;
    private Duration begin = Duration.ZERO;
    private Duration last = Duration.ZERO;
    private Duration step;

    LoopedSource(Opening opening) throws SourceException, InterruptedException {
        this.opening = opening;
        this.round = opening.open();
        this.step =
                round.framesPerSecond() > 0 ? Duration.ofNanos((long) (1e9 / round.framesPerSecond())) : UNKNOWN_STEP;
    }

    @Override
    public boolean advance() throws SourceException, InterruptedException {
        if (!round.advance()) {
            round.close();
            round = opening.open();
            begin = last.plus(step);
            if (!round.advance()) {
                return false;
            }
        }
        last = begin.plus(round.position());
        return true;
    }

    @Override
    public Picture picture() throws SourceException, UnreadablePictureException {
        return round.picture();
    }

    @Override
    public Duration position() {
        return last;
    }

    @Override
    public double framesPerSecond() {
        return round.framesPerSecond();
    }

    @Override
    public void close() {
        round.close();
    }
}
