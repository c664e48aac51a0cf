package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.schemas.avro.LabelSource;
import io.sightline.trainer.dataset.DatasetFile;
import io.sightline.trainer.dataset.Exclusions;
import io.sightline.trainer.dataset.SplitRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Writes a data set of all that the archive holds now: its offsets, not its pictures. People are"
                + " split 7:2:1 for training, validation and test.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:written",
            "2:the archive has too little for a data set, or not what is to be left out; or the file is there already",
            "4:no running system, or no answer in time"
        })
final class DatasetCreateCommand implements Callable<Integer> {
    @Mixin
    private DatasetOptions dataset;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            defaultValue = "dataset.yml",
            description = "Default: ${DEFAULT-VALUE}")
    private Path out;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Another one splits people otherwise. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--split-as",
            paramLabel = "FILE",
            description = "Split as another data set does: whoever is in both is used for the same, so that models of"
                    + " the two can be compared")
    private Path splitAs;

    @Option(names = "--exclude-person", paramLabel = "ID", description = "Leave somebody out; may be repeated")
    private List<String> persons = List.of();

    @Option(
            names = "--exclude-crop",
            paramLabel = "ID/CROP",
            description = "Leave a crop out, named as ./sightline dataset show does; may be repeated")
    private List<String> crops = List.of();

    @Option(
            names = "--exclude-source",
            paramLabel = "SOURCE",
            description = "Leave out what is enrolled, confirmed or matched; may be repeated")
    private List<Source> sources = List.of();

    @Option(
            names = "--below-quality",
            paramLabel = "Q",
            defaultValue = "0",
            description = "Leave out faces of less quality, 0 to 1. Default: ${DEFAULT-VALUE}")
    private double belowQuality;

    @Option(names = "--force", description = "Replace the file if it is there")
    private boolean force;

    /** As records have it; but a record's class starts the log, which a command has to silence first. */
    private enum Source {
        ENROLLED,
        CONFIRMED,
        MATCHED;

        LabelSource recorded() {
            return LabelSource.valueOf(name());
        }
    }

    @Override
    public Integer call() {
        Logging.off();
        if (Files.exists(out) && !force) {
            throw new UserError(out + " is there already; name another file with --out, or replace it with --force");
        }
        DatasetFile.requirePlace(out);
        Exclusions exclude = exclusions();
        Optional<SplitRule> split =
                Optional.ofNullable(splitAs).map(file -> DatasetFile.read(file).split());
        DatasetFile made = dataset.archive(log -> DatasetFile.create(
                log,
                exclude,
                seed,
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                DatasetOptions.progress("records read")));
        DatasetFile written = split.map(made::withSplit).orElse(made);
        written.write(out);
        System.out.println(out + ": " + written.crops() + " crops of "
                + written.people().size() + " people, " + written.digest().substring(0, 16));
        return 0;
    }

    private Exclusions exclusions() {
        try {
            return new Exclusions(
                    persons, crops, sources.stream().map(Source::recorded).toList(), belowQuality);
        } catch (IllegalArgumentException e) {
            throw new UserError("--below-quality is " + belowQuality + ", expected 0 to 1", e);
        }
    }
}
