package io.sightline.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestShotPolicyTest {
    private static final CropSettings PLAIN =
            new CropSettings(Duration.ofSeconds(2), Duration.ofMillis(200), 1, Duration.ofMillis(400), 0.1f, 0.05f);
    private static final CropSettings EARLY =
            new CropSettings(Duration.ofSeconds(2), Duration.ofMillis(200), 3, Duration.ofMillis(400), 0.1f, 0.05f);

    @Test
    void publishesTheFirstFaceThenOneEveryInterval() {
        assertThat(published(PLAIN, 100, 5000, 0.5f)).containsExactly("0 STARTED", "2000 INTERVAL", "4000 INTERVAL");
    }

    @Test
    void publishesAFewEarlyOnesAndThenKeepsToTheInterval() {
        assertThat(published(EARLY, 100, 5000, 0.5f))
                .containsExactly("0 STARTED", "400 EARLY", "800 EARLY", "2800 INTERVAL", "4800 INTERVAL");
    }

    @Test
    void publishesAFaceThatIsClearlyBetter() {
        Shots shots = Shots.NONE.plus(0, 0.5f);

        assertThat(new BestShotPolicy(PLAIN).decide(shots, 300, 0.62f)).isEmpty();
        assertThat(new BestShotPolicy(PLAIN).decide(shots, 300, 0.63f)).contains(CropCause.BETTER);
        assertThat(new BestShotPolicy(PLAIN).decide(Shots.NONE.plus(0, 0.8f), 300, 0.92f))
                .as("better by a step but not by a quarter")
                .isEmpty();
        assertThat(new BestShotPolicy(PLAIN).decide(Shots.NONE.plus(0, 0.1f), 300, 0.15f))
                .as("better by a quarter but not by a step")
                .isEmpty();
    }

    @Test
    void keepsItsDistanceHoweverFastAFaceImproves() {
        BestShotPolicy policy = new BestShotPolicy(PLAIN);
        Shots shots = Shots.NONE;
        List<Long> times = new ArrayList<>();
        for (long time = 0; time < 1000; time += 33) {
            float quality = 0.06f + time / 1100f;
            if (policy.decide(shots, time, quality).isPresent()) {
                shots = shots.plus(time, quality);
                times.add(time);
            }
        }

        assertThat(times).hasSizeBetween(3, 5);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(200);
        }
    }

    @Test
    void waitsForAFaceThatIsOfAnyUse() {
        BestShotPolicy policy = new BestShotPolicy(PLAIN);

        assertThat(policy.decide(Shots.NONE, 0, 0.04f)).isEmpty();
        assertThat(policy.decide(Shots.NONE.plus(0, 0.9f), 9000, 0.04f)).isEmpty();
        assertThat(policy.decide(Shots.NONE, 0, 0.05f)).contains(CropCause.STARTED);
    }

    private static List<String> published(CropSettings settings, int step, int until, float quality) {
        BestShotPolicy policy = new BestShotPolicy(settings);
        Shots shots = Shots.NONE;
        List<String> lines = new ArrayList<>();
        for (long time = 0; time < until; time += step) {
            var cause = policy.decide(shots, time, quality);
            if (cause.isPresent()) {
                lines.add(time + " " + cause.get());
                shots = shots.plus(time, quality);
            }
        }
        return lines;
    }
}
