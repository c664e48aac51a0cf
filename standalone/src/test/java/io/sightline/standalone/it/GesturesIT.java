package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.operations.topics.Photo;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.standalone.faces.VideoStill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final int PLAYS = 2;

    @TempDir
    Path folder;

    /** Each clip is played twice, and each of its frames is produced twice. */
    @Test
    void everyPlayOfAnEnrolledPersonIsIdentifiedOnceAndNobodyElseIs() throws Exception {
        Path clips = TestData.require("videos/gestures");
        Map<String, String> personOfClip = personOfClip(clips.resolve("people.tsv"));
        Map<String, String> enrolmentClips = new LinkedHashMap<>();
        personOfClip.forEach((clip, person) -> {
            if (!person.equals(STRANGER)) {
                enrolmentClips.putIfAbsent(person, clip);
            }
        });

        try (RunningStandalone system = RunningStandalone.start(folder);
                FrameEcho echo = FrameEcho.of(system.system().reachable().connection())) {
            for (Map.Entry<String, String> enrolment : enrolmentClips.entrySet()) {
                system.enrol(enrolment.getKey(), stills(clips.resolve(enrolment.getValue() + ".mkv")));
            }
            for (int play = 1; play <= PLAYS; play++) {
                for (String clip : personOfClip.keySet()) {
                    // One after the other, so that the machine's speed decides nothing.
                    play(system, clip, clips.resolve(clip + ".mkv"), play);
                }
            }

            Map<String, String> names = system.names();
            Map<String, List<String>> identified = new TreeMap<>();
            personOfClip.keySet().forEach(clip -> identified.put(clip, new ArrayList<>()));
            for (IdentityEvent event : RunningStandalone.ofKind(system.eventsSoFar(), EventKind.IDENTIFIED)) {
                identified.get(event.getCameraId()).add(names.get(event.getPersonId()));
            }
            Map<String, List<String>> expected = new TreeMap<>();
            personOfClip.forEach((clip, person) ->
                    expected.put(clip, person.equals(STRANGER) ? List.of() : Collections.nCopies(PLAYS, person)));
            assertThat(identified).as(system.summary()).isEqualTo(expected);
            // Others may have one too: a face is printed on person 1's hoodie.
            assertThat(keysOfStrangers(system.eventsSoFar()))
                    .as("the one who is not enrolled has one key: %s", system.summary())
                    .containsEntry(clipOf(STRANGER, personOfClip), 1L);
            assertThat(echo.echoed()).isGreaterThan(500);
        }
    }

    /** Plays a clip and waits until all who appeared in it have left. */
    private static void play(RunningStandalone system, String clip, Path file, int play) throws InterruptedException {
        Set<String> before = tracks(system, clip, EventKind.APPEARED);
        system.play(clip, file, 10, false);
        Backbone.await(() -> "all leave " + clip + " in play " + play + ": " + system.summary(), PATIENCE, () -> {
            Set<String> left = tracks(system, clip, EventKind.LEFT);
            Set<String> appeared = tracks(system, clip, EventKind.APPEARED);
            return appeared.size() > before.size() && left.containsAll(appeared);
        });
        system.remove(clip);
    }

    private static Set<String> tracks(RunningStandalone system, String camera, EventKind kind) {
        return RunningStandalone.ofKind(system.eventsSoFar(), kind).stream()
                .filter(e -> e.getCameraId().equals(camera))
                .map(IdentityEvent::getTrackId)
                .collect(Collectors.toSet());
    }

    /** By camera, how many keys there are. */
    private static Map<String, Long> keysOfStrangers(List<IdentityEvent> events) {
        return events.stream()
                .filter(e -> e.getAnonymousId() != null)
                .collect(Collectors.groupingBy(
                        IdentityEvent::getCameraId,
                        Collectors.mapping(
                                IdentityEvent::getAnonymousId,
                                Collectors.collectingAndThen(Collectors.toSet(), keys -> (long) keys.size()))));
    }

    private static String clipOf(String person, Map<String, String> personOfClip) {
        return personOfClip.entrySet().stream()
                .filter(e -> e.getValue().equals(person))
                .findFirst()
                .orElseThrow()
                .getKey();
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
