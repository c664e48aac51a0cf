package io.sightline.ingest;

import io.sightline.vision.Picture;
import io.sightline.vision.UnreadablePictureException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins again when the material ends, be it that a part of it is missing; positions go on growing, at the material's
 * own pace across the seam.
 */
final class LoopedSource implements FrameSource {
    private static final Logger LOG = LoggerFactory.getLogger(LoopedSource.class);
    private static final Duration UNKNOWN_STEP = Duration.ofMillis(40);

    private final Opening opening;
    private FrameSource round;
    private Duration begin = Duration.ZERO;
    private Duration last = Duration.ZERO;
    private Duration step;
    private boolean flawTold;

    LoopedSource(Opening opening) throws SourceException, InterruptedException {
        this.opening = opening;
        this.round = opening.open();
        this.step =
                round.framesPerSecond() > 0 ? Duration.ofNanos((long) (1e9 / round.framesPerSecond())) : UNKNOWN_STEP;
    }

    @Override
    public boolean advance() throws SourceException, InterruptedException {
        if (!advanceInRound()) {
            round.close();
            round = opening.open();
            begin = last.plus(step);
            if (!advanceInRound()) {
                return false;
            }
        }
        last = begin.plus(round.position());
        return true;
    }

    private boolean advanceInRound() throws SourceException, InterruptedException {
        try {
            return round.advance();
        } catch (SourceException e) {
            if (!e.isAfterTheLastPicture()) {
                throw e;
            }
            if (!flawTold) {
                flawTold = true; // each round would say the same
                LOG.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .log("What there is of a camera's material is looped");
            }
            return false;
        }
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
