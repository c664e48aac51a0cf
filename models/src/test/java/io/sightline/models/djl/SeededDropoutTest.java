package io.sightline.models.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.sightline.models.graph.GraphBuilder;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Value;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SeededDropoutTest {
    private static final int SIZE = 64;

    private final Engine engine = Engine.getEngine("PyTorch");

    /** Two layers, each by itself on the input. */
    private static NetworkGraph graph() {
        var net = new GraphBuilder(SIZE, 1, 1);
        Value first = net.dropout("first", net.input(), 0.5f);
        Value second = net.dropout("second", net.input(), 0.5f);
        net.output("first_out", net.flatten("flat_first", first));
        net.output("second_out", net.flatten("flat_second", second));
        return net.build();
    }

    private final class Pass implements AutoCloseable {
        private final NDManager manager = engine.newBaseManager();
        private final NetworkBlock block = new NetworkBlock(graph());
        private final ParameterStore store = new ParameterStore(manager, false);

        Pass() {
            block.initialize(manager);
        }

        float[][] of(long seed, boolean training) {
            block.seed(seed);
            try (NDManager call = manager.newSubManager()) {
                NDList outputs = block.forward(store, new NDList(call.ones(new Shape(2, SIZE, 1, 1))), training);
                return outputs.stream().map(output -> output.toFloatArray()).toArray(float[][]::new);
            }
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    @Test
    void eachLayerDropsBySeedAndByItsPlace() {
        try (var pass = new Pass()) {
            float[][] some = pass.of(7, true);

            assertThat(some[0]).containsOnly(0f, 2f).isNotEqualTo(some[1]);
            assertThat(some[1]).containsOnly(0f, 2f);
            assertThat(pass.of(8, true)[0]).isNotEqualTo(some[0]);
            assertThat(pass.of(7, true)).isDeepEqualTo(some);
            assertThat(pass.of(7, false)[0]).containsOnly(1f);
        }
    }

    @Test
    void whatOtherThreadsDropChangesNothing() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        var ended = new AtomicBoolean();
        try (var pass = new Pass();
                var beside = new Pass()) {
            float[][] alone = pass.of(7, true);
            Future<Integer> passes = other.submit(() -> {
                int count = 0;
                for (; !ended.get(); count++) {
                    beside.of(count, true);
                }
                return count;
            });
            for (int i = 0; i < 500; i++) {
                assertThat(pass.of(7, true)).isDeepEqualTo(alone);
            }
            ended.set(true);
            assertThat(passes.get(20, TimeUnit.SECONDS)).isPositive();
        } finally {
            ended.set(true);
            other.shutdown();
            assertThat(other.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
