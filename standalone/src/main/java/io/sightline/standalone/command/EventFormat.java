package io.sightline.standalone.command;

import io.sightline.operations.topics.People;
import io.sightline.schemas.avro.IdentityEvent;
import java.util.Optional;

/** How identity events are shown. */
interface EventFormat {

    /** A line above the first event, if the format has one. */
    Optional<String> heading();

    /** One line. Names come from the people as they are known now: events carry ids only. */
    String line(IdentityEvent event, People people);
}
