package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.config.Setting;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.TopicReconciler;
import io.sightline.core.service.Connection;
import io.sightline.core.service.ExitCode;
import io.sightline.core.service.RegistryConfig;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description =
                "Creates the topics on any Kafka, brings those that differ to their declaration, and registers the"
                        + " schemas. Safe to run again. ./sightline up does it by itself.")
final class TopicsCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "YAML: kafka, registry")
    private Path config;

    /** Where the topics are wanted. */
    record TopicsConfig(
            @Setting(doc = "Kafka client settings, passed through; bootstrap.servers at least")
                    Map<String, String> kafka,
            @Setting(doc = "The schema registry") RegistryConfig registry,
            @Setting(byDefault = "", doc = "Put before every topic's name") String topicPrefix,
            @Setting(doc = "Copies of each new topic's records; the broker's default if not given")
                    Optional<String> replicationFactor) {

        TopicsConfig {
            if (replicationFactor.isPresent() && !replicationFactor.get().matches("[1-9][0-9]?")) {
                throw new IllegalArgumentException(
                        "replicationFactor is '" + replicationFactor.get() + "', expected 1 to 99");
            }
        }
    }

    @Override
    public Integer call() {
        TopicsConfig wanted = ConfigLoader.load(config, TopicsConfig.class, System.getenv());
        Connection connection = new Connection(wanted.kafka(), wanted.registry(), wanted.topicPrefix());
        try {
            List<String> problems =
                    new TopicReconciler(connection, wanted.replicationFactor().map(Short::valueOf)).reconcile();
            if (!problems.isEmpty()) {
                throw new UserError(String.join("\n", problems));
            }
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
        Topics.ALL.forEach(topic -> System.out.println(topic.in(wanted.topicPrefix())));
        return ExitCode.OK.code();
    }
}
