package io.sightline.client.example;

import io.sightline.client.AllowList;
import io.sightline.client.Dependency;
import io.sightline.client.EventHandler;
import io.sightline.client.Gap;
import io.sightline.client.IdentityEvents;
import io.sightline.client.Marks;
import io.sightline.client.Refusal;
import io.sightline.client.Start;
import io.sightline.schemas.avro.IdentityEvent;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Opens a pretend door before one camera for the people who are allowed in, and prints what it does. Ctrl-C or SIGTERM
 * ends it in order.
 *
 * <p>{@code PretendDoor KAFKA.properties MARKS-FILE CAMERA PERSON...}; the properties are those of a plain Kafka
 * consumer, with {@code schema.registry.url}.
 */
public final class PretendDoor implements EventHandler {
    private final AllowList allowed;

    PretendDoor(AllowList allowed) {
        this.allowed = allowed;
    }

    @Override
    public void onEvent(IdentityEvent event) {
        AllowList.Answer answer = allowed.answer(event);
        switch (answer) {
            case OPEN -> say("OPEN", event, "");
            case NOT_ALLOWED -> say("REFUSED", event, answer.name());
            case NOT_IDENTIFIED -> {
                // Somebody is there, or has left. A door waits until it is known who.
            }
        }
    }

    @Override
    public void onCorrection(IdentityEvent correction) {
        // The door is shut again since long: this is for the book of who came in.
        say(correction.getKind().name(), correction, correction.getCorrects());
    }

    @Override
    public void onRefused(Refusal refusal) {
        refusal.event()
                .ifPresentOrElse(
                        event -> say("REFUSED", event, refusal.reason().name()),
                        () -> System.out.println("REFUSED " + refusal.reason() + " " + refusal.message()));
    }

    @Override
    public void onGap(Gap gap) {
        System.out.println("MISSED " + gap.missing() + " events of " + gap.cameraId());
    }

    @Override
    public void onReady() {
        System.out.println("READY");
    }

    @Override
    public void onAway(Dependency dependency, String why) {
        System.out.println("WAITING for " + dependency + ": " + why);
    }

    @Override
    public void onBack(Dependency dependency) {
        System.out.println("BACK " + dependency);
    }

    private static void say(String what, IdentityEvent event, String why) {
        String who = event.getPersonId() == null ? "nobody-known" : event.getPersonId();
        System.out.println(String.join(" ", what, event.getCameraId(), who, event.getEventId(), why)
                .strip());
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 4) {
            System.err.println("usage: PretendDoor KAFKA.properties MARKS-FILE CAMERA PERSON...");
            System.exit(2);
        }
        List<String> people = Arrays.asList(args).subList(3, args.length);
        IdentityEvents door = IdentityEvents.reading(properties(Path.of(args[0])))
                .marks(Marks.inFile(Path.of(args[1])))
                .onlyCameras(List.of(args[2]))
                .startingFrom(Start.last())
                .handingTo(new PretendDoor(AllowList.of(people)));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            door.close();
                            System.out.println("CLOSED");
                        },
                        "close"));
        door.run();
    }

    private static Map<String, String> properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }
}
