package io.sightline.ingest;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.javacpp.BytePointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes FFmpeg's own messages off standard error: to our log at DEBUG, redacted, and, for the thread that is in FFmpeg,
 * to the fault that it reports.
 */
final class FfmpegLog {
    private static final Logger LOG = LoggerFactory.getLogger(FfmpegLog.class);
    private static final int KEPT_LINES = 8;
    private static final ThreadLocal<Deque<String>> LAST_LINES = ThreadLocal.withInitial(ArrayDeque::new);

    // FFmpeg holds only the address: without this reference the callback would be collected.
    private static final LogCallback CALLBACK = new Callback();

    private FfmpegLog() {}

    /** Takes over the log of the process. Below warnings FFmpeg prints request headers, so those are not asked for. */
    static void install() {
        av_log_set_level(AV_LOG_WARNING);
        setLogCallback(CALLBACK);
    }

    /** Forgets what was said so far on this thread. */
    static void clear() {
        LAST_LINES.get().clear();
    }

    /** What FFmpeg said last on this thread, oldest first, redacted. */
    static List<String> lines() {
        return List.copyOf(LAST_LINES.get());
    }

    private static final class Callback extends LogCallback {
        @Override
        public void call(int level, BytePointer message) {
            String text =
                    message == null ? "" : Redaction.apply(message.getString().strip());
            if (text.isEmpty()) {
                return;
            }
            Deque<String> lines = LAST_LINES.get();
            if (lines.size() == KEPT_LINES) {
                lines.removeFirst();
            }
            lines.addLast(text);
            LOG.atDebug().addKeyValue("message", text).log("FFmpeg says");
        }
    }
}
