package io.sightline.standalone.command;

import io.sightline.console.ConsoleMain;
import io.sightline.detector.DetectorMain;
import io.sightline.embedder.EmbedderMain;
import io.sightline.ingest.IngestMain;
import io.sightline.matcher.MatcherMain;
import io.sightline.trainer.archive.ArchiverMain;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Each service alone, against any Kafka; this is how they are deployed. Its own main does the rest. */
final class ServiceCommands {
    private ServiceCommands() {}

    private abstract static class OneService implements Runnable {
        @Option(names = "--config", required = true, paramLabel = "FILE", description = "Its YAML file")
        private Path config;

        abstract void runMain(String... arguments);

        @Override
        public void run() {
            runMain("--config", config.toString());
        }
    }

    @Command(name = "ingest", mixinStandardHelpOptions = true, description = "Runs ingest alone: cameras to frames.")
    static final class Ingest extends OneService {
        @Override
        void runMain(String... arguments) {
            IngestMain.main(arguments);
        }
    }

    @Command(
            name = "detector",
            mixinStandardHelpOptions = true,
            description = "Runs the detector alone: frames and photos to crops.")
    static final class Detector extends OneService {
        @Override
        void runMain(String... arguments) {
            DetectorMain.main(arguments);
        }
    }

    @Command(
            name = "embedder",
            mixinStandardHelpOptions = true,
            description = "Runs the embedder alone: crops to vectors.")
    static final class Embedder extends OneService {
        @Override
        void runMain(String... arguments) {
            EmbedderMain.main(arguments);
        }
    }

    @Command(
            name = "matcher",
            mixinStandardHelpOptions = true,
            description = "Runs the matcher alone: vectors to identity events.")
    static final class Matcher extends OneService {
        @Override
        void runMain(String... arguments) {
            MatcherMain.main(arguments);
        }
    }

    @Command(
            name = "archiver",
            mixinStandardHelpOptions = true,
            description = "Runs the archiver alone: keeps faces of which it is known whose they are.")
    static final class Archiver extends OneService {
        @Override
        void runMain(String... arguments) {
            ArchiverMain.main(arguments);
        }
    }

    @Command(
            name = "console",
            mixinStandardHelpOptions = true,
            description = "Runs the console alone: the page and the HTTP API for operators.")
    static final class Console extends OneService {
        @Override
        void runMain(String... arguments) {
            ConsoleMain.main(arguments);
        }
    }
}
