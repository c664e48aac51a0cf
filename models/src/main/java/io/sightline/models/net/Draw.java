package io.sightline.models.net;

import io.sightline.models.graph.Initial;
import java.util.List;
import java.util.Random;

/**
 * Random weights by a seed. Each parameter draws from a generator of its own, seeded by the seed and its name: so a layer
 * starts the same whatever stands beside it. {@link Random} is specified to the bit, and so the same on every machine.
 */
final class Draw {
    private final long seed;

    Draw(long seed) {
        this.seed = seed;
    }

    Initial normal(double deviation) {
        return (name, shape) -> gaussian(name, shape, deviation);
    }

    /** He et al. 2015 (https://arxiv.org/abs/1502.01852) for ReLU, by outputs: keeps the size of gradients. */
    Initial kaimingNormal() {
        return (name, shape) -> gaussian(name, shape, Math.sqrt(2.0 / ((double) shape.get(0) * area(shape))));
    }

    /** PyTorch's default for convolutions and linear layers: uniform within {@code 1 / sqrt(inputs)}. */
    Initial uniform() {
        return (name, shape) -> within(name, shape, 1 / Math.sqrt((double) shape.get(1) * area(shape)));
    }

    /** PyTorch's default for a bias: uniform within {@code 1 / sqrt(inputs)} of its layer. */
    Initial bias(int inputs) {
        return (name, shape) -> within(name, shape, 1 / Math.sqrt(inputs));
    }

    private static int area(List<Integer> shape) {
        return shape.stream().skip(2).reduce(1, Math::multiplyExact);
    }

    private float[] gaussian(String name, List<Integer> shape, double deviation) {
        Random random = generator(name);
        float[] values = new float[length(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    private float[] within(String name, List<Integer> shape, double bound) {
        Random random = generator(name);
        float[] values = new float[length(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return values;
    }

    private static int length(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** Multiplied by large odd numbers, so that near seeds and like names begin far apart. */
    private Random generator(String name) {
        return new Random(seed * 0x9E3779B97F4A7C15L ^ name.hashCode() * 0xC2B2AE3D27D4EB4FL);
    }
}
