package io.sightline.models.net;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.core.UserError;
import io.sightline.models.Manifest.ChannelOrder;
import io.sightline.models.Manifest.Input;
import io.sightline.models.graph.NetworkGraph;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The networks that can be trained here: what goes in, and how they begin. */
public enum Architecture {
    FACENET_MOBILENETV1("facenet-mobilenetv1", 128, FacenetMobileNetV1.SIZE, Pixels.ZERO_TO_ONE) {
        @Override
        NetworkGraph structure(int dimension, Draw draw) {
            return FacenetMobileNetV1.graph(dimension, draw);
        }
    },

    FACENET_INCEPTION_RESNETV1("facenet-inception-resnetv1", 128, FacenetInceptionResnetV1.SIZE, Pixels.ZERO_TO_ONE) {
        @Override
        NetworkGraph structure(int dimension, Draw draw) {
            return FacenetInceptionResnetV1.graph(dimension, draw);
        }
    },

    RESNET18("resnet18", 512, ResNet18.SIZE, Pixels.IMAGENET) {
        @Override
        NetworkGraph structure(int dimension, Draw draw) {
            return ResNet18.graph(ResNet18.SIZE, dimension, draw);
        }
    },

    RESNET50("resnet50", 512, ImprovedResNet.SIZE, Pixels.MINUS_ONE_TO_ONE) {
        @Override
        NetworkGraph structure(int dimension, Draw draw) {
            return ImprovedResNet.graph(ImprovedResNet.BLOCKS_50, dimension, draw);
        }
    },

    RESNET100("resnet100", 512, ImprovedResNet.SIZE, Pixels.MINUS_ONE_TO_ONE) {
        @Override
        NetworkGraph structure(int dimension, Draw draw) {
            return ImprovedResNet.graph(ImprovedResNet.BLOCKS_100, dimension, draw);
        }
    },

    MOBILENETV3("mobilenetv3", 128, MobileNetV3.SIZE, Pixels.IMAGENET) {
        @Override
        NetworkGraph structure(int dimension, Draw draw) {
            return MobileNetV3.graph(MobileNetV3.SIZE, dimension, draw);
        }
    },

    MOBILEFACENET("mobilefacenet", 128, MobileFaceNet.SIZE, Pixels.OVER_128) {
        @Override
        NetworkGraph structure(int dimension, Draw draw) {
            return MobileFaceNet.graph(dimension, draw);
        }
    };

    private static final int NEAR_MISS = 4;

    private final String id;
    private final int defaultDimension;
    private final int size;
    private final Pixels pixels;

    Architecture(String id, int defaultDimension, int size, Pixels pixels) {
        this.id = id;
        this.defaultDimension = defaultDimension;
        this.size = size;
        this.pixels = pixels;
    }

    /** @throws UserError if there is none of that name, naming those there are, and the nearest */
    public static Architecture of(String id) {
        for (Architecture architecture : values()) {
            if (architecture.id.equals(id)) {
                return architecture;
            }
        }
        throw new UserError("There is no network '" + id + "'"
                + nearest(id).map(near -> "; did you mean " + near.id + "?").orElse("") + " There are: "
                + Arrays.stream(values()).map(Architecture::id).collect(Collectors.joining(", ")));
    }

    private static Optional<Architecture> nearest(String id) {
        return Arrays.stream(values())
                .filter(known -> distance(known, id) <= NEAR_MISS)
                .min(Comparator.comparing(known -> distance(known, id)));
    }

    private static int distance(Architecture known, String id) {
        return LevenshteinDistance.getDefaultInstance().apply(known.id, id.toLowerCase(Locale.ROOT));
    }

    public String id() {
        return id;
    }

    /** Length of the vector, unless another is asked for. */
    public int defaultDimension() {
        return defaultDimension;
    }

    /** A square colour picture. */
    public Input input() {
        return new Input(size, size, ChannelOrder.RGB, List.of(pixels.red, pixels.green, pixels.blue), pixels.scale);
    }

    /** Where the five points of a face lie in the input: ArcFace's template, in proportion. */
    public Landmarks template() {
        return Landmarks.of(ARCFACE_112.points().stream()
                .map(point -> new Point(point.x() * size / 112, point.y() * size / 112))
                .toList());
    }

    /**
     * The network as training begins: weights as their authors draw them, the same for the same seed on every machine. A
     * seed's backbone is the same for every dimension.
     *
     * <p>Its output is called {@code embedding}; whoever reads it normalises it. Layers are named as in PyTorch, with
     * underscores for dots. Weights are drawn when they are first read.
     *
     * @throws UserError unless the dimension lies between 2 and 4096
     */
    public NetworkGraph graph(int dimension, long seed) {
        if (dimension < 2 || dimension > 4096) {
            throw new UserError("A vector of " + dimension + " numbers: its length lies between 2 and 4096; usual are "
                    + defaultDimension + " and 512");
        }
        return structure(dimension, new Draw(seed));
    }

    abstract NetworkGraph structure(int dimension, Draw draw);

    /** Of 112 pixels; insightface's {@code arcface_dst}. */
    private static final Landmarks ARCFACE_112 = new Landmarks(
            new Point(38.2946f, 51.6963f),
            new Point(73.5318f, 51.5014f),
            new Point(56.0252f, 71.7366f),
            new Point(41.5493f, 92.3655f),
            new Point(70.7299f, 92.2041f));

    /** How a pixel becomes a number. */
    private enum Pixels {
        ZERO_TO_ONE(0, 1 / 255f),
        MINUS_ONE_TO_ONE(127.5f, 1 / 127.5f),
        OVER_128(127.5f, 1 / 128f),
        /**
         * ImageNet's means as torchvision has them, and one deviation for all channels: 0.226 of 255, the mean of 0.229,
         * 0.224 and 0.225. Whoever imports weights corrects the first convolution by the ratio, channel by channel.
         */
        IMAGENET(123.675f, 116.28f, 103.53f, 1 / 57.63f);

        private final float red;
        private final float green;
        private final float blue;
        private final float scale;

        Pixels(float mean, float scale) {
            this(mean, mean, mean, scale);
        }

        Pixels(float red, float green, float blue, float scale) {
            this.red = red;
            this.green = green;
            this.blue = blue;
            this.scale = scale;
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
