package io.sightline.client.example;

import io.sightline.client.AllowList;
import io.sightline.client.IdentityEvents;
import io.sightline.client.Marks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** As short as it gets; {@link PretendDoor} looks at what may go wrong too. */
final class SmallestDoor {
    private SmallestDoor() {}

    public static void main(String[] args) throws IOException {
        Map<String, String> kafka = Map.of(
                "bootstrap.servers", "127.0.0.1:9092",
                "schema.registry.url", "http://127.0.0.1:8081/apis/ccompat/v7");
        AllowList allowed = AllowList.of(List.of("person-ada"));

        try (IdentityEvents events = IdentityEvents.reading(kafka)
                .marks(Marks.inFile(Path.of("door.marks")))
                .onlyCameras(List.of("lobby"))
                .handingTo(event -> {
                    if (allowed.answer(event) == AllowList.Answer.OPEN) {
                        System.out.println("OPEN for " + event.getPersonId());
                    }
                })) {
            events.run();
        }
    }
}
