package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What FFmpeg itself prints, with a marked secret in the address that it is given. */
class FfmpegLogTest {
    private static final String SECRET = "m@rked/ffmpeg-s3cret";
    private final Logger log = (Logger) LoggerFactory.getLogger("io.sightline");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.setLevel(Level.DEBUG);
        events.start();
        log.addAppender(events);
    }

    @AfterEach
    void stop() {
        log.detachAppender(events);
        log.setLevel(null);
    }

    private static void open(String source) throws Exception {
        var secrets = new SecretResolver(Map.of("PW", SECRET)::get, "", Optional.empty());
        var patience = Duration.ofSeconds(2);
        new FrameSources(secrets, patience, patience, TimeSource.SYSTEM)
                .openOnce(SourceAddress.parse(source), 5)
                .close();
    }

    @Test
    void itGoesToOurLogAtDebugWithoutSecrets() {
        for (String source : List.of(
                "rtsp://guard:${env:PW}@127.0.0.1:1/clip?token=${env:PW}",
                "http://guard:${env:PW}@127.0.0.1:1/clip?password=${env:PW}&x=1",
                "http://guard:${env:PW}@no-such-host.invalid/clip/${env:PW}")) {
            assertThatThrownBy(() -> open(source))
                    .isInstanceOf(SourceException.class)
                    .message()
                    .doesNotContain("s3cret")
                    .doesNotContain("guard");
        }
        List<ILoggingEvent> said = events.list.stream()
                .filter(e -> e.getMessage().equals("FFmpeg says"))
                .toList();
        assertThat(said).isNotEmpty().allMatch(e -> e.getLevel() == Level.DEBUG);
        assertThat(events.list).allSatisfy(e -> assertThat(e.getMessage() + e.getKeyValuePairs())
                .doesNotContain("s3cret", "guard"));
    }
}
