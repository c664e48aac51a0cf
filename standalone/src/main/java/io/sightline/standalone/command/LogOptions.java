package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.matcher.ModelSwitches;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.timetravel.EmbeddingLog;
import io.sightline.operations.timetravel.Gallery;
import io.sightline.operations.timetravel.ModelRules;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.standalone.Distribution;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which part of the log of embeddings is read, and by which rules. */
final class LogOptions {
    private static final String DEFAULT_SINCE = "30d";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = DEFAULT_SINCE,
            description = "From when: 90s, 10m, 2h, 7d ago, or a time such as 2026-05-01T08:00:00Z. The log goes back a"
                    + " year. Default: ${DEFAULT-VALUE}")
    private String since;

    @Option(names = "--camera", paramLabel = "ID", description = "Only what this camera saw")
    private String camera;

    @Option(
            names = "--bundle",
            paramLabel = "DIR",
            description = "Folder of a model's bundle, if the system runs with one that does not come with Sightline")
    private Path bundle;

    Optional<String> camera() {
        return Optional.ofNullable(camera);
    }

    /** @throws UserError if {@code --since} is no time */
    EmbeddingLog.Part part(Instant now) {
        return new EmbeddingLog.Part(EventsCommand.instantOf(since, now), camera());
    }

    /** The rules of the models that come with Sightline and of the one that is named, as they are calibrated now. */
    ModelRules rules(TopicStore topics) {
        List<Manifest> manifests = new ArrayList<>();
        if (bundle != null) {
            manifests.add(ModelBundle.load(bundle).manifest());
        }
        Path shipped = Distribution.locate().home().resolve("bundles");
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(shipped, Files::isDirectory)) {
            for (Path folder : folders) {
                manifests.add(ModelBundle.load(folder).manifest());
            }
        } catch (IOException e) {
            throw new UserError(
                    "The build is not complete: " + shipped + " cannot be read. Run ./sightline, which"
                            + " builds it, or: mvn package",
                    e);
        }
        return ModelRules.of(
                manifests,
                topics.latest(Topics.MODELS).values().stream().map(Entry::value).toList());
    }

    /** The model that decides, by topic models; empty as long as nobody has switched. */
    static Optional<String> deciding(TopicStore topics) {
        return ModelRegister.of(topics.latest(Topics.MODELS), Optional.empty()).active();
    }

    /** Which model decided when; empty as long as nobody has switched. */
    static Optional<ModelSwitches> switches(TopicStore topics) {
        return Optional.ofNullable(topics.latest(Topics.MODELS).get(Topics.ACTIVE_MODEL))
                .map(Entry::value)
                .filter(pointer -> !pointer.getSwitches().isEmpty())
                .map(ModelSwitches::of);
    }

    /** The templates of everybody who is enrolled; what is left of somebody erased is passed over. */
    static Gallery gallery(TopicStore topics, People people) {
        var gallery = new Gallery();
        people.templates(topics).forEach(e -> gallery.add(e.value()));
        return gallery;
    }

    /** How much was read, and how fast. */
    static String speed(EmbeddingLog.Summary summary) {
        return String.format(
                        Locale.ROOT,
                        "Read %,d records in %.1f s (%,d a second)",
                        summary.records(),
                        summary.took().toMillis() / 1e3,
                        summary.perSecond())
                + (summary.unreadable() == 0
                        ? "."
                        : String.format(
                                Locale.ROOT, "; %,d could not be read and were left out.", summary.unreadable()));
    }
}
