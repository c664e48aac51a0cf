package io.sightline.core.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    private static final byte[] KEY = {1};
    private static final byte[] VALUE = {2, 3};

    @Test
    void keepsKeyAndBytesAndSaysFromWhereAndWhy() {
        var letter = DeadLetter.of(
                "site1-", "embedder", new ConsumerRecord<>("site1-crops", 4, 17, KEY, VALUE), "NOT_AVRO", "no magic");

        assertThat(letter.topic()).isEqualTo("site1-dead-letters");
        assertThat(letter.key()).isEqualTo(KEY);
        assertThat(letter.value()).isEqualTo(VALUE);
        assertThat(header(letter.headers().lastHeader(DeadLetter.TOPIC))).isEqualTo("site1-crops");
        assertThat(header(letter.headers().lastHeader(DeadLetter.PARTITION))).isEqualTo("4");
        assertThat(header(letter.headers().lastHeader(DeadLetter.OFFSET))).isEqualTo("17");
        assertThat(header(letter.headers().lastHeader(DeadLetter.REASON))).isEqualTo("NOT_AVRO");
    }

    @Test
    void aMessageThatQuotesTheRecordIsShortened() {
        var letter = DeadLetter.of(
                "", "embedder", new ConsumerRecord<>("crops", 0, 0, KEY, VALUE), "X", "y".repeat(1 << 20));

        assertThat(letter.headers().lastHeader(DeadLetter.MESSAGE).value()).hasSizeLessThan(4_000);
    }

    private static String header(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
