package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.operations.identity.Saying;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How something is said, whatever it is. */
final class LabelOptions {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,80}");

    @Option(
            names = "--id",
            paramLabel = "LABEL",
            description = "Under which id it is said, so that the same command again changes nothing."
                    + " Default: a random one")
    private String id;

    @Option(
            names = "--actor",
            paramLabel = "WHO",
            defaultValue = "${sys:user.name}",
            description = "Who says it. Default: ${DEFAULT-VALUE}")
    private String actor;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for the matcher's answers. Default: ${DEFAULT-VALUE}")
    private int timeout;

    /** Of now. @throws UserError if the id cannot be one */
    Saying saying() {
        if (id != null && !ID.matcher(id).matches()) {
            throw new UserError("--id is '" + id + "', expected 1 to 80 of A-Z a-z 0-9 . _ -");
        }
        return new Saying(
                id == null ? "label-" + UUID.randomUUID() : id,
                actor,
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    boolean isRepeatable() {
        return id != null;
    }

    /** @throws UserError if it is none */
    Duration patience() {
        if (timeout < 1) {
            throw new UserError("--timeout is " + timeout + ", expected 1 second or more");
        }
        return Duration.ofSeconds(timeout);
    }
}
