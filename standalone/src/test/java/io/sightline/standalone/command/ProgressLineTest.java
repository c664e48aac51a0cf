package io.sightline.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    private ProgressLine line(boolean isTerminal) {
        return new ProgressLine(new PrintStream(printed, true, StandardCharsets.UTF_8), isTerminal, nanos::get);
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void saysALineNowAndThenWhereThereIsNoTerminal() {
        ProgressLine line = line(false);
        line.begin(4_000_000);
        pass(4_900);
        line.at(900_000);
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();

        pass(100);
        line.at(1_000_000);
        line.end(1_000_000);

        assertThat(printed.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("25%  1,000,000 of 4,000,000 records, 200,000 a second, 15 s left");
    }

    @Test
    void redrawsABarOnATerminalAndTakesItAway() {
        ProgressLine line = line(true);
        line.begin(1_000);
        pass(500);
        line.at(500);

        String bar = printed.toString(StandardCharsets.UTF_8);
        assertThat(bar)
                .startsWith("\r  [############............]  50%  500 of 1,000 records")
                .doesNotContain("\n");

        printed.reset();
        line.end(1_000);
        assertThat(printed.toString(StandardCharsets.UTF_8)).isBlank().endsWith("\r");
    }
}
