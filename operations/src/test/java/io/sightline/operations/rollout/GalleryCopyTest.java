package io.sightline.operations.rollout;

import static io.sightline.operations.rollout.Records.A;
import static io.sightline.operations.rollout.Records.B;
import static io.sightline.operations.rollout.Records.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.kafka.DeadLetter;
import io.sightline.operations.topics.Unavailable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class GalleryCopyTest {
    @Test
    void whoIsErasedWhileOthersAreSentIsNotSent() {
        Template ada = template("ada", "1", A);
        Template bob = template("bob", "1", A);
        Template eve = template("eve", "1", A);
        Set<String> erased = new HashSet<>(Set.of("ada"));
        List<Template> sent = new ArrayList<>();

        GalleryCopy.forWanted(List.of(ada, bob, eve), t -> !erased.contains(t.personId()), t -> {
            sent.add(t);
            erased.add("eve");
        });

        assertThat(sent).containsExactly(bob);
    }

    @Test
    void aModelThatCannotBeLoadedLosesNobody() {
        assertThatThrownBy(() -> RefusedCopies.why(letter("UNKNOWN_MODEL", "its bundle is damaged"), B))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("embedder cannot use " + B + ": its bundle is damaged");
    }

    @Test
    void aPictureThatCannotBeReadIsLost() {
        assertThat(RefusedCopies.why(letter("UNREADABLE", "not a JPEG"), B))
                .isEqualTo("embedder refused it: not a JPEG");
    }

    private static ConsumerRecord<byte[], byte[]> letter(String reason, String message) {
        var crop = new ConsumerRecord<byte[], byte[]>("crops", 0, 7, new byte[0], new byte[0]);
        ProducerRecord<byte[], byte[]> sent = DeadLetter.of("", "embedder", crop, reason, message);
        var letter = new ConsumerRecord<byte[], byte[]>(sent.topic(), 0, 0, sent.key(), sent.value());
        sent.headers().forEach(letter.headers()::add);
        return letter;
    }
}
