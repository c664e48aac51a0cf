package io.sightline.ingest;

import java.time.Duration;
import java.util.Map;

/**
 * What FFmpeg is to open, and how patiently.
 *
 * @param url with secrets resolved: for FFmpeg only
 * @param shown the same for people
 * @param format the demuxer's name; empty to find out
 * @param options of the demuxer and its protocol
 * @param live whether the end of the stream is a fault
 * @param openTimeout from the beginning to the first picture's description
 * @param stallTimeout from one picture to the next
 */
record FfmpegInput(
        String url,
        String shown,
        String format,
        Map<String, String> options,
        boolean live,
        Duration openTimeout,
        Duration stallTimeout) {

    @Override
    public String toString() {
        return "FfmpegInput[" + shown + "]";
    }
}
