package io.sightline.models.graph;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a node does. The set is closed: each kind of export handles every one of them, and the compiler sees to it by
 * {@link Visitor}.
 */
public sealed interface Operation {

    <R> R accept(Visitor<R> visitor);

    /** Its numbers, in a fixed order. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /** Those of {@link #parameters()} that training changes by their gradient. */
    default List<Parameter> trainable() {
        return parameters();
    }

    /** The same operation with other numbers. */
    default Operation with(UnaryOperator<Parameter> change) {
        return this;
    }

    /**
     * Cross-correlation.
     *
     * @param weight {@code [out, in / groups, rows, columns]}
     * @param bias {@code [out]}
     * @param groups 1, or as many as channels: then each has its own kernel
     */
    record Conv(Parameter weight, Optional<Parameter> bias, int stride, Padding padding, int groups)
            implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.conv(this);
        }

        @Override
        public List<Parameter> parameters() {
            return Stream.concat(Stream.of(weight), bias.stream()).toList();
        }

        @Override
        public Conv with(UnaryOperator<Parameter> change) {
            return new Conv(change.apply(weight), bias.map(change), stride, padding, groups);
        }
    }

    /**
     * {@code y = weight x + bias} on flat values.
     *
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}
     */
    record Linear(Parameter weight, Optional<Parameter> bias) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.linear(this);
        }

        @Override
        public List<Parameter> parameters() {
            return Stream.concat(Stream.of(weight), bias.stream()).toList();
        }

        @Override
        public Linear with(UnaryOperator<Parameter> change) {
            return new Linear(change.apply(weight), bias.map(change));
        }
    }

    /**
     * Batch normalisation (Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167) of each channel:
     * {@code (x - mean) / sqrt(variance + epsilon) * gamma + beta}. Training takes mean and variance of the batch, and
     * moves the running ones towards them; inference takes the running ones.
     *
     * @param gamma {@code [channels]}, like the other three
     * @param momentum share of the batch in the running statistics, as PyTorch counts it (0.1 is usual)
     * @param scaled whether training changes gamma
     */
    record BatchNorm(
            Parameter gamma,
            Parameter beta,
            Parameter mean,
            Parameter variance,
            float epsilon,
            float momentum,
            boolean scaled)
            implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.batchNorm(this);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(gamma, beta, mean, variance);
        }

        @Override
        public List<Parameter> trainable() {
            return scaled ? List.of(gamma, beta) : List.of(beta);
        }

        @Override
        public BatchNorm with(UnaryOperator<Parameter> change) {
            return new BatchNorm(
                    change.apply(gamma),
                    change.apply(beta),
                    change.apply(mean),
                    change.apply(variance),
                    epsilon,
                    momentum,
                    scaled);
        }
    }

    /** Training sets a share {@code rate} of all numbers to zero and raises the others; inference does nothing. */
    record Dropout(float rate) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.dropout(this);
        }
    }

    /** {@code x > 0 ? x : slope[channel] * x}. */
    record PRelu(Parameter slope) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.prelu(this);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(slope);
        }

        @Override
        public PRelu with(UnaryOperator<Parameter> change) {
            return new PRelu(change.apply(slope));
        }
    }

    record Relu() implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.relu(this);
        }
    }

    /** {@code min(max(x, low), high)}; from 0 to 6 it is ReLU6. */
    record Clip(float low, float high) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.clip(this);
        }
    }

    record Sigmoid() implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sigmoid(this);
        }
    }

    /** {@code min(max(x + 3, 0), 6) / 6} (MobileNetV3, https://arxiv.org/abs/1905.02244). */
    record HardSigmoid() implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.hardSigmoid(this);
        }
    }

    /** {@code x * HardSigmoid(x)}. */
    record HardSwish() implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.hardSwish(this);
        }
    }

    /**
     * The largest of each window.
     *
     * @param padding of what is smaller than any number
     * @param ceil whether a window that reaches over the right or bottom edge still counts
     */
    record MaxPool(int size, int stride, Padding padding, boolean ceil) implements Operation {
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

    /**
     * The mean of each channel.
     *
     * @param flat whether the result is flat; else a map of one row and column
     */
    record GlobalAverage(boolean flat) implements Operation {
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

    /** The product of two values of one shape, or of a map and a factor for each of its channels. */
    record Multiply() implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.multiply(this);
        }
    }

    /** A fixed multiple. */
    record Scale(float factor) implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.scale(this);
        }
    }

    /** The channels of several maps of one size, one map's after the other's. */
    record Concat() implements Operation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.concat(this);
        }
    }

    /** One answer per kind of operation. */
    interface Visitor<R> {
        R conv(Conv op);

        R linear(Linear op);

        R batchNorm(BatchNorm op);

        R dropout(Dropout op);

        R prelu(PRelu op);

        R relu(Relu op);

        R clip(Clip op);

        R sigmoid(Sigmoid op);

        R hardSigmoid(HardSigmoid op);

        R hardSwish(HardSwish op);

        R maxPool(MaxPool op);

        R averagePool(AveragePool op);

        R globalAverage(GlobalAverage op);

        R zeroPad(ZeroPad op);

        R flatten(Flatten op);

        R add(Add op);

        R multiply(Multiply op);

        R scale(Scale op);

        R concat(Concat op);
    }
}
