package io.sightline.operations.rollout;

import static io.sightline.operations.rollout.Records.SPACE_A;
import static io.sightline.operations.rollout.Records.SPACE_B;
import static io.sightline.operations.rollout.Records.WORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ModelTopicTest {
    private final ModelRegister before = Records.register(Map.of());
    private final Map<String, ModelRecord> toB = ModelChange.activation(before, SPACE_A, SPACE_B, WORD, false);
    private final ModelRegister after = Records.with(before, toB);
    private final MockProducer<byte[], byte[]> producer = producer();
    private final MockProducer<byte[], byte[]> second = producer();

    @Test
    void allRecordsOfAChangeAreWrittenInOneTransaction() {
        topic(() -> before).change(seen -> toB);

        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.history()).hasSize(3);
        assertThat(second.transactionInitialized()).as("nothing to find out").isFalse();
    }

    @Test
    void aCommitWithoutAnswerIsLookedForAndFound() {
        producer.commitTransactionException = new TimeoutException("no answer");
        Deque<ModelRegister> reads = new ArrayDeque<>(List.of(before, after));

        assertThatCode(() -> topic(reads::removeFirst).change(seen -> toB)).doesNotThrowAnyException();

        assertThat(second.transactionInitialized())
                .as("what was open is ended before it is read")
                .isTrue();
    }

    @Test
    void aCommitWithoutAnswerThatDidNotHappenIsSaidNotToHave() {
        producer.commitTransactionException = new TimeoutException("no answer");

        assertThatThrownBy(() -> topic(() -> before).change(seen -> toB))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("nothing was changed: no answer");
    }

    @Test
    void whatCannotBeFoundOutIsNotGuessed() {
        producer.commitTransactionException = new TimeoutException("no answer");
        second.initTransactionException = new TimeoutException("away");

        assertThatThrownBy(() -> topic(() -> before).change(seen -> toB))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("is not known")
                .hasMessageContaining("See the list of models when it is back");
    }

    @Test
    void whoeverWasFencedAtTheCommitDoesNotFenceTheOtherInTurn() {
        producer.commitTransactionException = new ProducerFencedException("another");

        assertThatThrownBy(() -> topic(() -> before).change(seen -> toB))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Somebody else");
        assertThat(second.transactionInitialized()).isFalse();
    }

    @Test
    void aSwitchIsThereThoughAnotherCameAfterIt() {
        ModelRegister back = Records.with(after, ModelChange.activation(after, SPACE_B, SPACE_A, WORD, false));
        Map<String, ModelRecord> shadow = ModelChange.state(before, SPACE_B, ModelState.SHADOW, WORD, false);

        assertThat(back.holds(toB)).isTrue();
        assertThat(before.holds(toB)).isFalse();
        assertThat(Records.with(before, shadow).holds(shadow)).isTrue();
        assertThat(after.holds(shadow)).isFalse();
    }

    private ModelTopic topic(Supplier<ModelRegister> register) {
        Deque<Producer<byte[], byte[]>> producers = new ArrayDeque<>(List.of(producer, second));
        return new ModelTopic(register, producers::removeFirst, new InMemoryAvro(), "models");
    }

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
