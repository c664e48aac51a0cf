package io.sightline.operations.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.config.ConfigLoader;
import io.sightline.matcher.DecisionSettings;
import io.sightline.matcher.SightingSettings;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhatIfTest {
    private static final List<Entry<GalleryEntry>> GALLERY =
            List.of(entry(Faces.template("ada", "1", 0), 0), entry(Faces.template("bob", "1", 1.9), 1));

    private static Entry<GalleryEntry> entry(GalleryEntry template, long offset) {
        return new Entry<>(template.getPersonId(), template, 0, offset, 0);
    }

    private static Rules rules(double threshold, SightingSettings sightings) {
        return new Rules(threshold, 0.1, Map.of(), ConfigLoader.defaults(DecisionSettings.class), sightings);
    }

    private static Rules rules(double threshold) {
        return rules(threshold, ConfigLoader.defaults(SightingSettings.class));
    }

    /** On each camera ada passes three times: near, not so near, and so far that no rule here names her. */
    private static List<FaceEmbedding> passes(int cameras) {
        List<FaceEmbedding> log = new ArrayList<>();
        double[] distances = {0.5, 0.75, 1.0};
        for (int pass = 0; pass < distances.length; pass++) {
            for (int face = 0; face < 4; face++) {
                for (int camera = 0; camera < cameras; camera++) {
                    log.add(Faces.seen(
                            "camera-" + camera,
                            pass * 100_000L + face * 200L,
                            "camera-" + camera + "/" + pass,
                            distances[pass]));
                }
            }
        }
        return log;
    }

    private static WhatIf.Result ask(Rules now, Rules other, int threads) {
        try (var whatIf = new WhatIf(Faces.RULE, now, other, GALLERY, threads)) {
            passes(10).forEach(whatIf::take);
            return whatIf.finish();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whoIsBetweenTheThresholdsVanishesOnEveryCamera(int threads) {
        WhatIf.Result result = ask(rules(0.8), rules(0.7), threads);

        assertThat(result.faces()).isEqualTo(120);
        assertThat(result.now()).isEqualTo(20);
        assertThat(result.then()).isEqualTo(10);
        assertThat(result.differences()).hasSize(10);
        assertThat(result.count(Difference.Kind.VANISHES)).isEqualTo(10);
        assertThat(result.differences())
                .allSatisfy(d -> assertThat(d.was().trackId()).endsWith("/1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whoIsBetweenTheThresholdsAppearsOnEveryCamera(int threads) {
        WhatIf.Result result = ask(rules(0.7), rules(0.8), threads);

        assertThat(result.count(Difference.Kind.APPEARS)).isEqualTo(10);
        assertThat(result.differences()).hasSize(10);
    }

    @Test
    void theSameRulesMakeNoDifference() {
        assertThat(ask(rules(0.8), rules(0.8), 2).differences()).isEmpty();
    }

    @Test
    void rulesThatDifferInMoreThanThresholdsAreRefused() {
        SightingSettings d = ConfigLoader.defaults(SightingSettings.class);
        var longer = new SightingSettings(
                Duration.ofHours(1),
                d.trackTimeout(),
                d.eventValidity(),
                d.strangersKept(),
                d.eventsKept(),
                d.clockJump());

        assertThatThrownBy(() -> new WhatIf(Faces.RULE, rules(0.8), rules(0.7, longer), GALLERY, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Only thresholds and margins");
    }
}
