package io.sightline.ingest;

import io.sightline.vision.Picture;
import io.sightline.vision.UnreadablePictureException;
import java.time.Duration;

/** Gives recorded material at its own pace, as a camera would. */
final class PacedSource implements FrameSource {
    /** Later than this (the machine slept), it does not hurry after but goes on from now. */
    private static final long HOPELESS_NANOS = Duration.ofSeconds(2).toNanos();

    private final FrameSource source;
    private final TimeSource time;
    private long begin;
    private boolean begun;

    PacedSource(FrameSource source, TimeSource time) {
        this.source = source;
        this.time = time;
    }

    @Override
    public boolean advance() throws SourceException, InterruptedException {
        if (!source.advance()) {
            return false;
        }
        long position = source.position().toNanos();
        long now = time.nanos();
        if (!begun || now - (begin + position) > HOPELESS_NANOS) {
            begun = true;
            begin = now - position;
        } else if (begin + position > now) {
            time.sleep(Duration.ofNanos(begin + position - now));
        }
        return true;
    }

    @Override
    public Picture picture() throws SourceException, UnreadablePictureException {
        return source.picture();
    }

    @Override
    public Duration position() {
        return source.position();
    }

    @Override
    public double framesPerSecond() {
        return source.framesPerSecond();
    }

    @Override
    public void close() {
        source.close();
    }
}
