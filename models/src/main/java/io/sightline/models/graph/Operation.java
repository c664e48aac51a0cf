package io.sightline.models.graph;

/**
 * What a node does. The set is closed: each kind of export handles every one of them, and the compiler sees to it by
 * {@link Visitor}.
 */
public sealed interface Operation {

    <R> R accept(Visitor<R> visitor);

    /**
     * Cross-correlation with a bias.
     *
     * @param weight {@code [out, in / groups, rows, columns]}
     * @param bias {@code [out]}
     * @param groups 1, or as many as channels: then each has its own kernel
     */
    record Conv(Parameter weight, Parameter bias, int stride, Padding padding, int groups) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.conv(this);
        }
    }

    /**
     * {@code y = weight x + bias} on flat values.
     *
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}
     */
    record Linear(Parameter weight, Parameter bias) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.linear(this);
        }
    }

    /** {@code x > 0 ? x : slope[channel] * x}. */
    record PRelu(Parameter slope) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.prelu(this);
        }
    }

    record Relu() implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.relu(this);
        }
    }

    record Sigmoid() implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sigmoid(this);
        }
    }

    /** @param ceil whether a window that reaches over the right or bottom edge still counts */
    record MaxPool(int size, int stride, boolean ceil) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.maxPool(this);
        }
    }

    /** Over whole windows only. */
    record AveragePool(int size, int stride) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.averagePool(this);
        }
    }

    /** The mean of each channel; the result is flat. */
    record GlobalAverage() implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.globalAverage(this);
        }
    }

    /** Zeros behind the last channel, row and column. */
    record ZeroPad(int channels, int rows, int columns) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.zeroPad(this);
        }
    }

    /** A map as one row of numbers: channel, row, column. */
    record Flatten() implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.flatten(this);
        }
    }

    /** The sum of two values of one shape. */
    record Add() implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.add(this);
        }
    }

    /** One answer per kind of operation. */
    interface Visitor<R> {
        R conv(Conv op);

        R linear(Linear op);

        R prelu(PRelu op);

        R relu(Relu op);

        R sigmoid(Sigmoid op);

        R maxPool(MaxPool op);

        R averagePool(AveragePool op);

        R globalAverage(GlobalAverage op);

        R zeroPad(ZeroPad op);

        R flatten(Flatten op);

        R add(Add op);
    }
}
