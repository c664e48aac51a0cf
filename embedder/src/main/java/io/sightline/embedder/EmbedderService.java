package io.sightline.embedder;

import io.sightline.core.ModelId;
import io.sightline.core.UserError;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.RegistryAvroCodec;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Service;
import io.sightline.core.service.ServiceContext;
import io.sightline.core.stage.RunnerOptions;
import io.sightline.core.stage.StageRunner;
import io.sightline.models.ModelBundle;
import io.sightline.models.ModelStore;
import io.sightline.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The embedder on Kafka: {@code crops} to {@code embeddings} with all models that {@code models} names, and to {@code
 * enrollment-results} where one of a photo cannot be used. Its objects are made here.
 */
public final class EmbedderService implements Service {
    private static final String NAME = "embedder";
    /** Of one poll: clocks and ends of tracks come between the faces, and enrolments overtake what was polled. */
    private static final int RECORDS_PER_FACE = 4;

    private static final int TYPICAL_CROP_BYTES = 13_500;

    private final ModelFollower follower;
    private final StageRunner<?> runner;
    private final AvroCodec codec;

    private EmbedderService(ModelFollower follower, StageRunner<?> runner, AvroCodec codec) {
        this.follower = follower;
        this.runner = runner;
        this.codec = codec;
    }

    /** @throws UserError if the bundle or the engine cannot be used */
    public static EmbedderService open(EmbedderConfig config, ServiceContext context) {
        return open(config.connection(), ModelBundle.load(config.model()), config.embedder(), context);
    }

    /**
     * Loads the model; Kafka is first asked on {@link #start}, also whether another model decides by now.
     *
     * @throws UserError if the bundle or the engine cannot be used
     */
    public static EmbedderService open(
            Connection connection, ModelBundle bundle, EmbedderSettings settings, ServiceContext context) {
        var loader = new ModelLoader(bundle, storeOf(bundle, settings), settings, context.metrics());
        return with(
                connection,
                loader.load(bundle.id()),
                loader::load,
                settings,
                RegistryAvroCodec.open(connection),
                context);
    }

    /**
     * Puts it together.
     *
     * @param configured decides unless topic {@code models} says otherwise
     * @param loader of all other models; runs beside the work
     * @param codec owned from now on
     */
    static EmbedderService with(
            Connection connection,
            EmbeddingModel configured,
            Function<ModelId, EmbeddingModel> loader,
            EmbedderSettings settings,
            AvroCodec codec,
            ServiceContext context) {
        ModelShelf shelf = new ModelShelf(System::nanoTime);
        ModelRoster roster = new ModelRoster(
                configured,
                loader,
                shelf,
                settings.maxModels(),
                context.metrics(),
                ModelFollower.healthIn(context),
                System::nanoTime);
        StageRunner<?> runner = new StageRunner<>(
                new RunnerOptions(NAME, RECORDS_PER_FACE * settings.maxBatch()),
                Topics.CROPS,
                new EmbedStage(shelf),
                waitingForBatches(connection, settings),
                codec,
                context);
        return new EmbedderService(new ModelFollower(roster, shelf, connection, codec, context), runner, codec);
    }

    private static ModelStore storeOf(ModelBundle bundle, EmbedderSettings settings) {
        Path beside = bundle.folder().toAbsolutePath().normalize().getParent();
        return new ModelStore(
                settings.models().isEmpty() ? List.of(beside == null ? bundle.folder() : beside) : settings.models());
    }

    /** Kafka itself waits for a batch to fill; what the operator sets under {@code kafka} stands above it. */
    static Connection waitingForBatches(Connection connection, EmbedderSettings settings) {
        if (settings.maxWait().equals(Duration.ZERO)) {
            return connection;
        }
        Map<String, String> kafka = new HashMap<>(connection.kafka());
        kafka.putIfAbsent(
                "consumer.fetch.max.wait.ms", Long.toString(settings.maxWait().toMillis()));
        kafka.putIfAbsent("consumer.fetch.min.bytes", Integer.toString(settings.maxBatch() * TYPICAL_CROP_BYTES));
        return new Connection(kafka, connection.registry(), connection.topicPrefix());
    }

    @Override
    public void start() {
        follower.start();
        runner.start();
    }

    /** The models' native memory is the stage's, and freed by the runner's thread: never while that computes. */
    @Override
    public void close() {
        follower.close();
        runner.close();
        codec.close();
    }
}
