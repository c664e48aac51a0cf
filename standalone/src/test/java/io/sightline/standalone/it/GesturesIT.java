package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.standalone.faces.Photo;
import io.sightline.standalone.faces.VideoStill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five real people before real cameras, through the whole pipeline. */
@Tag("full")
class GesturesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String STRANGER = "person-5";

    @TempDir
    Path folder;

    @Test
    void everyEnrolledPersonIsIdentifiedInTheirClipsAndNobodyElseIs() throws Exception {
        Path clips = TestData.require("videos/gestures");
        Map<String, String> personOfClip = personOfClip(clips.resolve("people.tsv"));
        Map<String, String> enrolmentClips = new LinkedHashMap<>();
        personOfClip.forEach((clip, person) -> {
            if (!person.equals(STRANGER)) {
                enrolmentClips.putIfAbsent(person, clip);
            }
        });

        try (RunningStandalone system = RunningStandalone.start(folder)) {
            for (Map.Entry<String, String> enrolment : enrolmentClips.entrySet()) {
                system.enrol(enrolment.getKey(), stills(clips.resolve(enrolment.getValue() + ".mkv")));
            }
            List<String> played = personOfClip.keySet().stream()
                    .filter(clip -> !enrolmentClips.containsValue(clip))
                    .toList();
            for (String clip : played) {
                // One after the other, so that the machine's speed decides nothing.
                system.play(clip, clips.resolve(clip + ".mkv"), 10, false);
                system.eventsUntil(
                        "somebody leaves " + clip,
                        e -> e.getCameraId().equals(clip) && e.getKind() == EventKind.LEFT,
                        PATIENCE);
            }

            Map<String, String> names = system.names();
            Map<String, List<String>> identified = new TreeMap<>();
            played.forEach(clip -> identified.put(clip, new ArrayList<>()));
            for (IdentityEvent event : RunningStandalone.ofKind(system.eventsSoFar(), EventKind.IDENTIFIED)) {
                identified.get(event.getCameraId()).add(names.get(event.getPersonId()));
            }
            Map<String, List<String>> expected = played.stream()
                    .collect(Collectors.toMap(
                            clip -> clip,
                            clip -> personOfClip.get(clip).equals(STRANGER)
                                    ? List.of()
                                    : List.of(personOfClip.get(clip)),
                            (a, b) -> a,
                            TreeMap::new));
            assertThat(identified).isEqualTo(expected);
        }
    }

    private static Map<String, String> personOfClip(Path table) throws IOException {
        Map<String, String> persons = new LinkedHashMap<>();
        Files.readAllLines(table).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .forEach(c -> persons.put(c[0], c[1]));
        return persons;
    }

    private static List<Photo> stills(Path clip) {
        return List.of(300, 800, 1300).stream()
                .map(ms -> Photo.of(
                        clip.getFileName() + " at " + ms + " ms", VideoStill.jpegAt(clip, Duration.ofMillis(ms))))
                .toList();
    }
}
