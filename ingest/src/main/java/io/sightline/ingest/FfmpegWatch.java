package io.sightline.ingest;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Ends FFmpeg's waiting when its time is up or its thread is interrupted. FFmpeg asks while it waits for the network,
 * about ten times a second.
 *
 * <p>JavaCPP makes only a few native functions of one callback type, so one serves all cameras and finds the camera by
 * the address that FFmpeg hands back to it.
 */
final class FfmpegWatch implements AutoCloseable {
    private static final Map<Long, FfmpegWatch> BY_ADDRESS = new ConcurrentHashMap<>();
    private static final AVIOInterruptCB.Callback_Pointer CALLBACK = new Callback();

    private final BytePointer key = new BytePointer(1);
    private final Thread owner = Thread.currentThread();
    private volatile long deadline = Long.MAX_VALUE;

    FfmpegWatch() {
        BY_ADDRESS.put(key.address(), this);
    }

    void on(AVFormatContext context) {
        context.interrupt_callback().callback(CALLBACK).opaque(key);
    }

    /** From now on FFmpeg may wait for so long. */
    void allow(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    boolean isTimeUp() {
        return System.nanoTime() - deadline > 0;
    }

    @Override
    public void close() {
        BY_ADDRESS.remove(key.address());
        key.close();
    }

    private static final class Callback extends AVIOInterruptCB.Callback_Pointer {
        @Override
        public int call(Pointer opaque) {
            FfmpegWatch watch = opaque == null ? null : BY_ADDRESS.get(opaque.address());
            return watch != null && (watch.isTimeUp() || watch.owner.isInterrupted()) ? 1 : 0;
        }
    }
}
