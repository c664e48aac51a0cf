package io.sightline.ingest;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV444P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_get;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU601;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU709;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_180;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.rotate;

import io.sightline.vision.Picture;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** Turns decoded frames, whatever their pixel format, into upright pictures of blue, green and red. */
final class FfmpegPixels implements AutoCloseable {
    private static final int FIXED_POINT_ONE = 1 << 16;
    private static final int HD_HEIGHT = 720;
    private static final int PLANES = 4;
    private static final int VECTOR_PIXELS = 64;

    private final int quarterTurns;
    // FFmpeg reads four planes' addresses and strides, also of a format that has one.
    private final PointerPointer<AVFrame> target = new PointerPointer<>(PLANES);
    private final IntPointer targetStride = new IntPointer(PLANES);
    /** Larger than the picture: FFmpeg writes whole vectors, past the end of a row and so of the last one. */
    private Mat canvas;

    private SwsContext converter;
    private Layout prepared;

    /** @param quarterTurns how often to turn the picture by 90 degrees clockwise */
    FfmpegPixels(int quarterTurns) {
        this.quarterTurns = quarterTurns;
    }

    /** How a phone's video wants to be turned: {@code 0..3} clockwise quarters. */
    static int quarterTurns(AVCodecParameters parameters) {
        AVPacketSideData matrix = av_packet_side_data_get(
                parameters.coded_side_data(), parameters.nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        if (matrix == null || matrix.isNull()) {
            return 0;
        }
        double counterClockwise = av_display_rotation_get(new IntPointer(matrix.data()));
        return Double.isNaN(counterClockwise) ? 0 : Math.floorMod(Math.round(-counterClockwise / 90), 4);
    }

    Picture bgr(AVFrame frame) throws SourceException {
        var layout = Layout.of(frame);
        if (!layout.equals(prepared)) {
            prepare(layout);
        }
        sws_scale(converter, frame.data(), frame.linesize(), 0, layout.height(), target, targetStride);
        try (Rect whole = new Rect(0, 0, layout.width(), layout.height());
                Mat picture = canvas.apply(whole)) {
            return Picture.wrap(upright(picture.clone()));
        }
    }

    private void prepare(Layout layout) throws SourceException {
        prepared = null;
        sws_freeContext(converter);
        converter = sws_getContext(
                layout.width(),
                layout.height(),
                layout.pixelFormat(),
                layout.width(),
                layout.height(),
                AV_PIX_FMT_BGR24,
                SWS_BILINEAR,
                (SwsFilter) null,
                null,
                (DoublePointer) null);
        if (converter == null || converter.isNull()) {
            throw new SourceException("The video's pixel format cannot be converted");
        }
        IntPointer coefficients = sws_getCoefficients(layout.hd() ? SWS_CS_ITU709 : SWS_CS_ITU601);
        sws_setColorspaceDetails(
                converter,
                coefficients,
                layout.fullRange() ? 1 : 0,
                coefficients,
                1,
                0,
                FIXED_POINT_ONE,
                FIXED_POINT_ONE);
        closeCanvas();
        canvas = new Mat(layout.height() + 1, layout.width() + VECTOR_PIXELS, CV_8UC3);
        for (int plane = 0; plane < PLANES; plane++) {
            target.put(plane, plane == 0 ? canvas.data() : null);
            targetStride.put(plane, plane == 0 ? (int) canvas.step() : 0);
        }
        prepared = layout;
    }

    private void closeCanvas() {
        if (canvas != null) {
            canvas.close();
        }
    }

    /** What the conversion depends on. */
    private record Layout(int width, int height, int pixelFormat, boolean hd, boolean fullRange) {

        static Layout of(AVFrame frame) {
            // Cameras that say nothing mean BT.709 in HD and BT.601 below, as players take it.
            boolean hd = frame.colorspace() == AVCOL_SPC_BT709
                    || (frame.colorspace() == AVCOL_SPC_UNSPECIFIED && frame.height() >= HD_HEIGHT);
            int plain = plainFormat(frame.format());
            boolean fullRange = plain != frame.format() || frame.color_range() == AVCOL_RANGE_JPEG;
            return new Layout(frame.width(), frame.height(), plain, hd, fullRange);
        }

        /** The "J" formats mean full range; the converter takes that separately, and warns at every frame of them. */
        private static int plainFormat(int format) {
            return switch (format) {
                case AV_PIX_FMT_YUVJ420P -> AV_PIX_FMT_YUV420P;
                case AV_PIX_FMT_YUVJ422P -> AV_PIX_FMT_YUV422P;
                case AV_PIX_FMT_YUVJ444P -> AV_PIX_FMT_YUV444P;
                default -> format;
            };
        }
    }

    private Mat upright(Mat mat) {
        if (quarterTurns == 0) {
            return mat;
        }
        var turned = new Mat();
        rotate(
                mat,
                turned,
                switch (quarterTurns) {
                    case 1 -> ROTATE_90_CLOCKWISE;
                    case 2 -> ROTATE_180;
                    default -> ROTATE_90_COUNTERCLOCKWISE;
                });
        mat.close();
        return turned;
    }

    @Override
    public void close() {
        sws_freeContext(converter);
        closeCanvas();
        target.close();
        targetStride.close();
    }
}
