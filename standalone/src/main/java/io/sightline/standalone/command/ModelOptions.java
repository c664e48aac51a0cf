package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.models.ModelStore;
import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.rollout.ModelTopic;
import io.sightline.operations.rollout.Word;
import io.sightline.operations.topics.TopicStore;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.RunningSystem;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** On which system, and who changes something about its models and why. */
final class ModelOptions {
    @Mixin
    private DataOption data;

    @Option(
            names = "--actor",
            paramLabel = "WHO",
            defaultValue = "${sys:user.name}",
            description = "Who does it; recorded. Default: ${DEFAULT-VALUE}")
    private String actor;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; recorded")
    private String reason;

    /** @throws io.sightline.operations.topics.Unavailable if none runs */
    RunningSystem system() {
        return data.system();
    }

    /** Where faces that were cut of pictures are kept, so that the next look is fast. */
    Path cache() {
        return data.folder().root().resolve("cache");
    }

    String actor() {
        return actor;
    }

    String reason() {
        return reason;
    }

    Word word() {
        return new Word(actor, Instant.now().truncatedTo(ChronoUnit.MILLIS), reason);
    }

    static ModelTopic models(RunningSystem system, TopicStore topics) {
        return new ModelTopic(topics, system.startedWith());
    }

    static ModelCatalog catalog(RunningSystem system, ModelRegister register) {
        return new ModelCatalog(store(system), register);
    }

    static ModelStore store(RunningSystem system) {
        return system.modelStore(Distribution.locate());
    }

    /** @throws UserError if nobody says which it is */
    static String active(ModelRegister register) {
        return register.active()
                .orElseThrow(() -> new UserError("Nobody says which model decides: topic models names none, nor does"
                        + " the running system. Start it again with this version of Sightline"));
    }
}
