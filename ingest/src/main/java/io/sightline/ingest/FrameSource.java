package io.sightline.ingest;

import io.sightline.vision.Picture;
import io.sightline.vision.UnreadablePictureException;
import java.time.Duration;

/**
 * Pictures of one camera, one after the other. Used and closed by one thread; interrupting it ends a wait.
 *
 * <p>Going on and taking the picture are two steps, because most pictures of a live stream are passed over: only those
 * taken are converted to pixels.
 */
interface FrameSource extends AutoCloseable {

    /**
     * Goes on to the next picture, waiting for it if need be.
     *
     * @return false at the end of the material; a live source never ends but breaks off
     * @throws SourceException if it cannot go on; the source must then be closed and opened anew
     */
    boolean advance() throws SourceException, InterruptedException;

    /**
     * The picture at hand. The caller closes it; it stays good when the source goes on.
     *
     * @throws UnreadablePictureException if this one cannot be decoded; the next may
     */
    Picture picture() throws SourceException, UnreadablePictureException;

    /** When the picture at hand comes, counted from the first; never goes back. */
    Duration position();

    /** Nominal pictures per second; 0 if the source does not say. */
    double framesPerSecond();

    /** May be called twice. */
    @Override
    void close();

    /** Connects to a camera, or begins its material from the start. */
    interface Opening {
        FrameSource open() throws SourceException, InterruptedException;
    }
}
