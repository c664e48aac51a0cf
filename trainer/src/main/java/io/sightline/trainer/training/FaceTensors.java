package io.sightline.trainer.training;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import io.sightline.core.Landmarks;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.trainer.augment.Distortion;
import io.sightline.trainer.data.LabelledCrop;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * From a crop, changed or not, to what a network takes. What is not changed goes the very way that it goes in serving.
 */
final class FaceTensors {
    private FaceTensors() {}

    /** A face of which the picture is decoded and changed: several networks cut their inputs from it. */
    static final class Face implements AutoCloseable {
        private final LabelledCrop crop;
        private final Mat bgr;
        private final Landmarks points;

        private Face(LabelledCrop crop, Mat bgr, Landmarks points) {
            this.crop = crop;
            this.bgr = bgr;
            this.points = points;
        }

        /** @throws IllegalArgumentException if the crop is no picture, or its points are one */
        void into(FaceBatch batch, CropPreprocessor network) {
            if (bgr == null) {
                batch.add(floats -> network.into(floats, crop.jpeg(), crop.landmarks()));
            } else {
                batch.add(floats -> network.into(floats, bgr, points));
            }
        }

        @Override
        public void close() {
            if (bgr != null) {
                bgr.close();
            }
        }
    }

    /** @throws IllegalArgumentException if the crop is no picture */
    static Face of(LabelledCrop crop, Distortion distortion) {
        if (distortion.isNone()) {
            return new Face(crop, null, null);
        }
        if (crop.jpeg().length == 0) {
            throw new IllegalArgumentException("An empty crop is no picture");
        }
        try (BytePointer bytes = new BytePointer(crop.jpeg());
                Mat encoded = new Mat(1, crop.jpeg().length, CV_8UC1, bytes)) {
            Mat bgr = imdecode(encoded, IMREAD_COLOR);
            if (bgr.empty()) {
                bgr.close();
                throw new IllegalArgumentException("A crop of " + crop.jpeg().length + " bytes is no picture");
            }
            distortion.pixels(bgr);
            return new Face(crop, bgr, distortion.points(crop.landmarks(), bgr.cols()));
        }
    }
}
