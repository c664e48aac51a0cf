package io.sightline.standalone.command;

import java.nio.file.Path;

/**
 * Where the log goes. To be said before anything logs: logback is configured once, by the first logger.
 *
 * <p>Output of a command is for its user; the log is for whoever looks into a problem. So no command logs to the
 * terminal, except the services, which are alone in their container.
 */
final class Logging {
    private static final String CONFIGURATION = "logback.configurationFile";
    static final String FILE = "sightline.log.file";

    private Logging() {}

    static void toFile(Path file) {
        System.setProperty(CONFIGURATION, "standalone-logback.xml");
        System.setProperty(FILE, file.toString());
    }

    static void off() {
        System.setProperty(CONFIGURATION, "command-logback.xml");
    }
}
