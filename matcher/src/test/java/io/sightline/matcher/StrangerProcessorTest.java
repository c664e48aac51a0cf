package io.sightline.matcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.Embedding;
import io.sightline.matcher.state.StrangerRow;
import java.nio.ByteBuffer;
import java.time.Clock;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class StrangerProcessorTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void atAStartOnlyStrangersThatAreUnusableAreCountedAndNotThoseOfOtherModels() {
        Knowledge knowledge = Knowledge.of(Recorded.MODEL, new Gallery());
        var context = new MockProcessorContext<Void, Void>();
        KeyValueStore<String, StrangerRow> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("strangers"), Serdes.String(), StateSerde.of(StrangerRow.class))
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        ByteBuffer foreign = Embedding.normalised(new float[] {1, 1}).toBytes();
        store.put("~a/t/" + Recorded.MODEL.id(), row("~a", foreign));
        store.put("~b/t/" + Recorded.OTHER_MODEL, row("~b", foreign));

        new StrangerProcessor(
                        "strangers",
                        (topic, bytes) -> null,
                        knowledge,
                        new MatcherMetrics(metrics, knowledge, Clock.systemUTC()),
                        new DeadLetterDesk("", metrics, letter -> {}))
                .init(context);

        assertThat(metrics.find("sightline.matcher.refused").counters())
                .singleElement()
                .satisfies(refused -> {
                    assertThat(refused.getId().getTag("reason")).isEqualTo("BAD_VECTOR");
                    assertThat(refused.count()).isEqualTo(1);
                });
    }

    private static StrangerRow row(String anonymousId, ByteBuffer vector) {
        return new StrangerRow(anonymousId, Recorded.START, Recorded.START, vector);
    }
}
