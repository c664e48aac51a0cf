package io.sightline.ingest;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_FORBIDDEN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_OTHER_4XX;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_SERVER_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_UNAUTHORIZED;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Puts FFmpeg's error codes into words for an operator. */
final class FfmpegFault {
    // Negated errno values of Linux, which is where the natives run.
    private static final int NO_SUCH_FILE = -2;
    private static final int INPUT_OUTPUT = -5;
    private static final int ACCESS_DENIED = -13;
    private static final int BUSY = -16;
    private static final int NO_SUCH_DEVICE = -19;
    private static final int BROKEN_PIPE = -32;
    private static final int NETWORK_UNREACHABLE = -101;
    private static final int RESET = -104;
    private static final int TIMED_OUT = -110;
    private static final int REFUSED = -111;
    private static final int HOST_UNREACHABLE = -113;

    /** FFmpeg took the file for a format that we do not let it read. */
    private static final String NOT_TRIED = "Format not on whitelist";

    private static final Pattern SPEAKER = Pattern.compile("^\\[[^\\]]* @ 0x[0-9a-f]+] ");

    private FfmpegFault() {}

    static SourceException of(String shown, int code) {
        String said = saidByFfmpeg();
        if (said.contains(NOT_TRIED)) {
            return new SourceException(shown + ": not a video that can be read");
        }
        boolean cause = !said.isEmpty() && isVague(code);
        return new SourceException(shown + ": " + words(code) + (cause ? " (" + said + ")" : ""));
    }

    /** Whether FFmpeg's words say more than the code does. */
    private static boolean isVague(int code) {
        return code == AVERROR_INVALIDDATA()
                || code == INPUT_OUTPUT
                || words(code).equals(textOf(code));
    }

    private static String words(int code) {
        // AVERROR codes are methods of the native library, not constants that a switch could take.
        if (code == AVERROR_HTTP_UNAUTHORIZED()) {
            return "the camera refuses the user name or password (401)";
        } else if (code == AVERROR_HTTP_FORBIDDEN()) {
            return "the camera forbids this user the stream (403)";
        } else if (code == AVERROR_HTTP_NOT_FOUND()) {
            return "the camera has no such stream (404); check the path";
        } else if (code == AVERROR_HTTP_OTHER_4XX()) {
            return "the camera refuses the request (4xx)";
        } else if (code == AVERROR_HTTP_SERVER_ERROR()) {
            return "the camera has an error of its own (5xx)";
        } else if (code == AVERROR_INVALIDDATA()) {
            return "not a video that can be read";
        } else if (code == AVERROR_EOF()) {
            return "the stream ended before its first picture; is this the address of a video?";
        }
        return switch (code) {
            case NO_SUCH_FILE -> "there is no such file or device";
            case INPUT_OUTPUT -> "the host cannot be reached, or breaks off";
            case ACCESS_DENIED -> "access is denied; check the permissions";
            case BUSY -> "the device is in use by another program";
            case NO_SUCH_DEVICE -> "there is no such device";
            case BROKEN_PIPE, RESET -> "the connection broke off";
            case NETWORK_UNREACHABLE, HOST_UNREACHABLE -> "the host cannot be reached";
            case TIMED_OUT -> "the host does not answer";
            case REFUSED -> "nothing listens there (connection refused)";
            default -> textOf(code);
        };
    }

    private static String textOf(int code) {
        byte[] text = new byte[128];
        av_strerror(code, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    /** FFmpeg's last own words, which often name the cause: "moov atom not found". */
    private static String saidByFfmpeg() {
        List<String> lines = FfmpegLog.lines();
        return lines.isEmpty()
                ? ""
                : SPEAKER.matcher(lines.get(lines.size() - 1)).replaceFirst("");
    }
}
