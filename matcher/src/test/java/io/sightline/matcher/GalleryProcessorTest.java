package io.sightline.matcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.Embedding;
import io.sightline.matcher.state.GalleryRow;
import java.nio.ByteBuffer;
import java.time.Clock;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class GalleryProcessorTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Knowledge knowledge = Knowledge.of(Recorded.MODEL, new Gallery());
    private final Gallery gallery = knowledge.gallery();

    @Test
    void itStartsOnAStoreThatAlsoHoldsWhatTheActiveModelCannotUse() {
        var context = new MockProcessorContext<Void, Void>();
        KeyValueStore<String, GalleryRow> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("gallery"), Serdes.String(), StateSerde.of(GalleryRow.class))
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        Embedding foreign = Embedding.normalised(new float[] {1, 1});
        store.put("a/t/" + Recorded.MODEL.id(), row(0, "a", foreign.toBytes()));
        store.put("b/t/" + Recorded.OTHER_MODEL, row(1, "b", foreign.toBytes()));
        store.put("c/t/" + Recorded.MODEL.id(), row(2, "c", Recorded.person(1).toBytes()));

        new GalleryProcessor(
                        "gallery",
                        (topic, bytes) -> null,
                        knowledge,
                        new MatcherMetrics(metrics, knowledge, Clock.systemUTC()),
                        new DeadLetterDesk("", metrics, letter -> {}))
                .init(context);

        assertThat(gallery.size()).isEqualTo(1);
        assertThat(refused("BAD_VECTOR")).isEqualTo(1);
        assertThat(metrics.find("sightline.matcher.refused")
                        .tag("reason", "WRONG_MODEL")
                        .counter())
                .as("nothing is wrong with a template of another model")
                .isNull();
    }

    private static GalleryRow row(long offset, String person, ByteBuffer vector) {
        return GalleryRow.newBuilder()
                .setOffset(offset)
                .setPersonId(person)
                .setVector(vector)
                .setEnrolledAt(Recorded.START)
                .build();
    }

    private double refused(String reason) {
        return metrics.get("sightline.matcher.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }
}
