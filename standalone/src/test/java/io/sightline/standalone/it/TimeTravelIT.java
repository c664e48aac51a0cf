package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.models.ModelBundle;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.it.CommandProcess.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked of the log, on a real broker and registry. Every distance is known: faces are angles in planes. */
class TimeTravelIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CROWD_FRAMES = 1_200;
    private static final int CROWD_PLANE = 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** Between Dan and Eve, who share a plane; radians. */
    private static final double DAN_TO_EVE = 2 * Math.asin(0.4);

    @TempDir
    static Path folder;

    private static Backbone backbone;
    private static String model;
    private static Instant begin;

    @BeforeAll
    static void fill() throws Exception {
        model = ModelBundle.load(Distribution.locate().bundle("mobilefacenet-128"))
                .id()
                .toString();
        backbone = Backbone.started(folder);
        Files.writeString(
                folder.resolve("running.json"),
                JSON.writeValueAsString(Map.of(
                        "pid",
                        ProcessHandle.current().pid(),
                        "bootstrapServers",
                        backbone.connection().kafka().get("bootstrap.servers"),
                        "registryUrl",
                        backbone.connection().registry().url(),
                        "adminUrl",
                        "http://127.0.0.1:1")));
        begin = Instant.now().minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        try (var log = new FaceLog(backbone, model, begin)) {
            log.enrol("Ada", 0, 0);
            log.enrol("Bob", 2, 0);
            log.enrol("Carol", 4, 0);
            log.enrol("Dan", 6, 0);
            log.enrol("Eve", 6, DAN_TO_EVE);
            log.passes("lobby", "a", 0, FaceLog.chord(0.5), FaceLog.chord(0.5), FaceLog.chord(0.5));
            log.passes("desk", "b", 2, FaceLog.chord(0.82), FaceLog.chord(0.82), FaceLog.chord(0.82));
            log.passes("gate", "c", 4, FaceLog.chord(0.88), FaceLog.chord(0.88), FaceLog.chord(0.88));
            // Dan leads by .12 at first; in the end Eve does, by .146.
            log.passes("door", "d", 6, 0.350, 0.350, 0.557, 0.557, 0.557, 0.557);
            log.crowd("crowd", CROWD_PLANE, CROWD_FRAMES);
            log.identified("desk", "b", "person-Bob");
            log.flush();
        }
    }

    @AfterAll
    static void stop() {
        if (backbone != null) {
            backbone.close();
        }
    }

    @Test
    void seenFindsAPersonFromBeforeTheyWereEnrolled() throws Exception {
        Ended table = run("seen", "Ada", "--since", "1d");

        assertThat(table.exitCode()).as(table.printed()).isZero();
        assertThat(table.printed())
                .containsPattern("lobby +3 +0\\.500 +0\\.850 +0\\.80 +found now, not told then")
                .contains("Ada: 1 sighting, 1 of them not told then");
        List<JsonNode> bob = json(run("seen", "person-Bob", "--since", "1d", "--json"));
        assertThat(bob).hasSize(1);
        assertThat(bob.get(0).get("told").asText()).isEqualTo("TOLD");
        assertThat(bob.get(0).get("camera").asText()).isEqualTo("desk");
        assertThat(bob.get(0).get("from").asText()).isEqualTo(begin.toString());
        assertThat(bob.get(0).get("distance").asDouble()).isCloseTo(0.82, within(1e-5));
    }

    @Test
    @Tag("full")
    void seenSaysWhoIsNotThereAndWhoIsNobody() throws Exception {
        Ended elsewhere = run("seen", "Ada", "--camera", "desk");
        assertThat(elsewhere.exitCode()).as(elsewhere.printed()).isEqualTo(3);
        assertThat(elsewhere.printed()).contains("Ada was not seen: 3 faces were compared.");

        Ended later = run("seen", "Ada", "--since", "10m");
        assertThat(later.exitCode()).as(later.printed()).isEqualTo(3);
        assertThat(later.printed()).contains("Ada was not seen: 0 faces were compared.");

        Ended nobody = run("seen", "Nobody");
        assertThat(nobody.exitCode()).isEqualTo(2);
        assertThat(nobody.printed()).contains("Nobody is called 'Nobody'");

        Ended stranger = run("seen", "anon-000000000000");
        assertThat(stranger.exitCode()).isEqualTo(2);
        assertThat(stranger.printed()).contains("No stranger has the key 'anon-000000000000'");
    }

    @Test
    void whatIfTellsWhoWouldAppear() throws Exception {
        List<JsonNode> wider = json(run("what-if", "--threshold", "0.9", "--since", "1d", "--json"));
        assertThat(wider).extracting(n -> n.get("what").asText()).containsExactly("APPEARS", "SUMMARY");
        assertThat(wider.get(0).get("wouldBeName").asText()).isEqualTo("Carol");
        assertThat(wider.get(0).get("camera").asText()).isEqualTo("gate");
        assertThat(wider.get(0).get("wouldBeDistance").asDouble()).isCloseTo(0.88, within(1e-5));
    }

    @Test
    @Tag("full")
    void whatIfTellsWhoWouldVanishAndChange() throws Exception {
        List<JsonNode> narrower = json(run("what-if", "--threshold", "0.8", "--since", "1d", "--json"));
        assertThat(narrower).extracting(n -> n.get("what").asText()).containsExactly("VANISHES", "SUMMARY");
        assertThat(narrower.get(0).get("nowName").asText()).isEqualTo("Bob");
        assertThat(narrower.get(1).get("identificationsNow").asInt()).isEqualTo(3);
        assertThat(narrower.get(1).get("identificationsThen").asInt()).isEqualTo(2);

        List<JsonNode> stricter = json(run("what-if", "--margin", "0.13", "--since", "1d", "--json"));
        assertThat(stricter).extracting(n -> n.get("what").asText()).containsExactly("CHANGES", "SUMMARY");
        assertThat(stricter.get(0).get("nowName").asText()).isEqualTo("Dan");
        assertThat(stricter.get(0).get("wouldBeName").asText()).isEqualTo("Eve");

        Ended words = run("what-if", "--threshold", "0.8", "--camera", "desk");
        assertThat(words.printed())
                .contains("0 would appear, 1 vanish, 0 change")
                .contains("gallery as of now")
                .contains("strangers, who get keys and not names, are left out");
        Ended wrong = run("what-if", "--threshold", "2.5");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.printed()).contains("--threshold is 2.5, expected more than 0, less than 2");
    }

    @Test
    @Tag("full")
    void calibrateSetsWhatCanBeMeasuredAndNothingElse() throws Exception {
        Ended tooFew = run("calibrate", "--far", "1e-4", "--apply", "--since", "1d");
        assertThat(tooFew.exitCode()).as(tooFew.printed()).isEqualTo(3);
        assertThat(tooFew.printed()).contains("not measurable with 1,210 pairs").contains("Nothing is set.");
        assertThat(backbone.read(Topics.MODELS, 1, Duration.ofSeconds(1))).isEmpty();

        Ended set = run("calibrate", "--far", "1e-2", "--camera", "crowd", "--apply", "--since", "1d");
        assertThat(set.exitCode()).as(set.printed()).isZero();
        assertThat(set.printed())
                .contains("Set: 0.9052 for camera crowd")
                .contains("At 0.9052, 12 of 1,200 pairs pass for one person: 1e-2, 95% interval 5.7e-3 to 1.7e-2");
        ModelRecord record = backbone.values(Topics.MODELS, 1, PATIENCE).get(0);
        assertThat(record.getModelId()).isEqualTo(model);
        // The 13th of the pairs is at .9 + 12.5/1200 of .5; 12 of 1,200 are one in a hundred.
        assertThat(record.getCalibration().getCameras()).containsOnlyKeys("crowd");
        assertThat(record.getCalibration().getCameras().get("crowd")).isCloseTo(0.9052f, within(1e-6f));
        assertThat(record.getCalibration().getThreshold()).isEqualTo(0.85f);
    }

    private static Ended run(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--data", folder.toString()));
        return CommandProcess.run(folder, PATIENCE, line.toArray(String[]::new));
    }

    /** Of what is printed, the lines that are objects: the speed is told beside them. */
    private static List<JsonNode> json(Ended ended) {
        assertThat(ended.exitCode()).as(ended.printed()).isZero();
        return ended.printed()
                .lines()
                .filter(l -> l.startsWith("{"))
                .map(TimeTravelIT::parse)
                .toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
