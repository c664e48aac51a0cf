package io.sightline.ingest;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NONBLOCK;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avdevice.avdevice_register_all;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_network_init;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;

import io.sightline.vision.Picture;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Reads what FFmpeg can read: network streams, webcams, video files.
 *
 * <p>It stands on FFmpeg's own functions instead of JavaCV's grabber, because that one opens cameras one at a time in
 * the whole process (one that does not answer would keep all others from starting), cannot be interrupted, and converts
 * every picture to pixels, also those that are passed over.
 */
final class FfmpegSource implements FrameSource {
    private static final int AGAIN = -11;
    private static final long MOST_PIXELS = 64_000_000;

    /** How demuxers say that a file is shorter than its own index; to the caller they only say that it ends. */
    private static final Predicate<String> CUT_OFF =
            Pattern.compile("partial file|ended prematurely").asPredicate();

    private static final double UNKNOWN_RATE = 25;
    private static final Duration POLL = Duration.ofMillis(5);

    static {
        FfmpegLog.install();
        avformat_network_init();
        avdevice_register_all();
    }

    private final FfmpegInput input;
    private final FfmpegWatch watch = new FfmpegWatch();
    private final AVFrame frame = av_frame_alloc();
    private final AVPacket packet = av_packet_alloc();
    private AVFormatContext format;
    private AVCodecContext codec;
    private FfmpegPixels pixels;
    private int streamIndex;
    private double secondsPerTick;
    private double framesPerSecond;

    private boolean draining;
    private boolean closed;
    private long frames;
    private boolean anchored;
    private long anchor;
    private Duration position = Duration.ZERO;

    private FfmpegSource(FfmpegInput input) {
        this.input = input;
    }

    /** Connects and reads on until the pictures' size and codec are known. */
    static FfmpegSource open(FfmpegInput input) throws SourceException, InterruptedException {
        var source = new FfmpegSource(input);
        try {
            source.watch.allow(input.openTimeout());
            FfmpegLog.clear();
            source.openContainer();
            source.openDecoder();
            return source;
        } catch (SourceException | InterruptedException | RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    private void openContainer() throws SourceException, InterruptedException {
        AVFormatContext context = avformat_alloc_context();
        watch.on(context);
        AVInputFormat inputFormat = input.format().isEmpty() ? null : av_find_input_format(input.format());
        if (input.format().equals("v4l2")) {
            // Reading a webcam waits inside the kernel, where nothing could end it: poll instead.
            context.flags(context.flags() | AVFMT_FLAG_NONBLOCK);
        }
        var options = new AVDictionary(null);
        try {
            for (Map.Entry<String, String> option : input.options().entrySet()) {
                av_dict_set(options, option.getKey(), option.getValue(), 0);
            }
            int opened = avformat_open_input(context, input.url(), inputFormat, options);
            if (opened < 0) {
                throw fault(opened, input.openTimeout());
            }
            format = context;
        } finally {
            av_dict_free(options);
        }
        int described = avformat_find_stream_info(format, (AVDictionary) null);
        if (described < 0 || watch.isTimeUp() || Thread.currentThread().isInterrupted()) {
            throw fault(described, input.openTimeout());
        }
    }

    private void openDecoder() throws SourceException, InterruptedException {
        streamIndex = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
        if (streamIndex < 0) {
            throw new SourceException(input.shown() + ": has no video");
        }
        AVStream stream = format.streams(streamIndex);
        secondsPerTick = av_q2d(stream.time_base());
        framesPerSecond = plausible(av_q2d(stream.avg_frame_rate()), av_q2d(stream.r_frame_rate()));
        AVCodec decoder = avcodec_find_decoder(stream.codecpar().codec_id());
        if (decoder == null) {
            throw new SourceException(input.shown() + ": its video codec cannot be read");
        }
        codec = avcodec_alloc_context3(decoder);
        codec.max_pixels(MOST_PIXELS);
        int prepared = avcodec_parameters_to_context(codec, stream.codecpar());
        // One thread per camera: more would hold pictures back, and there are more cameras than cores.
        codec.thread_count(1);
        int opened = prepared < 0 ? prepared : avcodec_open2(codec, decoder, (AVDictionary) null);
        if (opened < 0) {
            throw FfmpegFault.of(input.shown(), opened);
        }
        pixels = new FfmpegPixels(FfmpegPixels.quarterTurns(stream.codecpar()));
    }

    private static double plausible(double... rates) {
        for (double rate : rates) {
            if (rate > 0 && rate < 1000) {
                return rate;
            }
        }
        return 0;
    }

    @Override
    public boolean advance() throws SourceException, InterruptedException {
        watch.allow(input.stallTimeout());
        while (true) {
            int received = avcodec_receive_frame(codec, frame);
            if (received == 0) {
                moveOn();
                return true;
            } else if (received == AVERROR_EOF()) {
                return end();
            } else if (received == AGAIN) {
                feed();
            } else if (draining) {
                return end();
            }
            // Any other answer is about one damaged packet: the next may be good.
            if (watch.isTimeUp()) {
                throw stalled(input.stallTimeout());
            }
        }
    }

    private boolean end() throws SourceException {
        if (watch.isTimeUp()) {
            throw stalled(input.stallTimeout());
        }
        if (input.live()) {
            throw new SourceException(input.shown() + ": the camera ended the stream");
        }
        if (frames == 0) {
            throw FfmpegFault.of(input.shown(), AVERROR_INVALIDDATA());
        }
        if (FfmpegLog.lines().stream().anyMatch(CUT_OFF)) {
            throw SourceException.afterTheLastPicture(input.shown() + ": the file is cut off after "
                    + position.plus(step()).toMillis() / 1000.0 + " s");
        }
        return false;
    }

    private void feed() throws SourceException, InterruptedException {
        int read = av_read_frame(format, packet);
        if (read == AGAIN) {
            Thread.sleep(POLL.toMillis());
        } else if (read == AVERROR_EOF() && !Thread.currentThread().isInterrupted()) {
            draining = true;
            avcodec_send_packet(codec, null);
        } else if (read < 0) {
            throw fault(read, input.stallTimeout());
        } else {
            if (packet.stream_index() == streamIndex) {
                avcodec_send_packet(codec, packet);
            }
            av_packet_unref(packet);
        }
    }

    private void moveOn() {
        Duration next = frames == 0 ? Duration.ZERO : position.plus(step());
        long tick = frame.best_effort_timestamp();
        if (tick == AV_NOPTS_VALUE) {
            position = next;
        } else {
            long nanos = (long) (tick * secondsPerTick * 1e9);
            // A camera that sets its clock back jumps; time within a source goes on.
            if (!anchored || nanos - anchor <= position.toNanos()) {
                anchored = true;
                anchor = nanos - next.toNanos();
            }
            position = Duration.ofNanos(nanos - anchor);
        }
        frames++;
    }

    private Duration step() {
        return Duration.ofNanos((long) (1e9 / (framesPerSecond > 0 ? framesPerSecond : UNKNOWN_RATE)));
    }

    private SourceException fault(int code, Duration allowed) throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("Asked to stop while waiting for " + input.shown());
        }
        return watch.isTimeUp() ? stalled(allowed) : FfmpegFault.of(input.shown(), code);
    }

    private SourceException stalled(Duration allowed) {
        return new SourceException(input.shown()
                + (frames == 0 ? ": no answer, or no picture, within " : ": the stream stalls, no picture for ")
                + allowed.toMillis() / 1000.0 + " s");
    }

    @Override
    public Picture picture() throws SourceException {
        return pixels.bgr(frame);
    }

    @Override
    public Duration position() {
        return position;
    }

    @Override
    public double framesPerSecond() {
        return framesPerSecond;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true; // Freeing native memory twice ends the process.
        if (pixels != null) {
            pixels.close();
        }
        if (codec != null) {
            avcodec_free_context(codec);
        }
        if (format != null) {
            watch.allow(Duration.ofSeconds(1)); // Time to say goodbye, not to hang on.
            avformat_close_input(format);
        }
        av_packet_free(packet);
        av_frame_free(frame);
        watch.close();
    }
}
