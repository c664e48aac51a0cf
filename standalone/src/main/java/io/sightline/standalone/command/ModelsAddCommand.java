package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.RollOut;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.ModelState;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.RunningSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Takes a model's bundle into the store, checked, and makes it a CANDIDATE.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is a candidate now, or was known before",
            "2:no bundle, or one that cannot be used",
            "4:no running system, or no answer in time"
        })
final class ModelsAddCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions options;

    @Parameters(
            index = "0",
            paramLabel = "FOLDER|NAME",
            description = "A bundle's folder; or the name of one that comes with Sightline, such as mobilefacenet-128")
    private String bundle;

    @Override
    public Integer call() {
        Logging.off();
        RunningSystem system = options.system();
        ModelBundle added = taken(system);
        EmbeddingSpace space = ModelCatalog.spaceOf(added.manifest());
        try (TopicStore topics = TopicStore.open(system.connection())) {
            var rollOut = new RollOut(topics, ModelOptions.models(system, topics));
            ModelState before = rollOut.add(space, added.manifest().origin().metrics(), options.word());
            if (before == ModelState.UNSPECIFIED) {
                System.out.println(added.id() + " is a CANDIDATE; its bundle lies in " + added.folder() + ".");
                System.out.println("Next: ./sightline models evaluate " + added.id()
                        + ", then ./sightline models shadow " + added.id());
            } else {
                System.out.println(added.id() + " is known already: it is " + before + ". Nothing was changed.");
            }
        }
        return 0;
    }

    private ModelBundle taken(RunningSystem system) {
        Path packaged = Distribution.locate().bundles().resolve(bundle);
        Path folder = Path.of(bundle);
        if (Files.isDirectory(folder)) {
            ModelCatalog.spaceOf(ModelBundle.load(folder).manifest()); // nothing that cannot be rolled out comes in
            return ModelOptions.store(system).add(folder);
        }
        if (bundle.equals(packaged.getFileName().toString()) && Files.isDirectory(packaged)) {
            return ModelBundle.load(packaged);
        }
        throw new UserError("There is no folder '" + bundle + "', and no bundle of that name comes with Sightline;"
                + " expected a bundle's folder, mobilefacenet-128 or dlib-128");
    }
}
