package io.sightline.standalone.command;

import io.sightline.console.ConsoleSettings;
import io.sightline.console.http.TlsSettings;
import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.config.Setting;
import io.sightline.standalone.StandaloneOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What may be chosen about the system that {@code up} and {@code demo} start. */
final class SystemOptions {
    @Option(
            names = "--kafka-port",
            defaultValue = "" + StandaloneOptions.KAFKA_PORT,
            description = "Port of Kafka on 127.0.0.1. Default: ${DEFAULT-VALUE}")
    private int kafkaPort;

    @Option(
            names = "--registry-port",
            defaultValue = "" + StandaloneOptions.REGISTRY_PORT,
            description = "Port of the schema registry on 127.0.0.1. Default: ${DEFAULT-VALUE}")
    private int registryPort;

    @Option(
            names = "--admin-port",
            defaultValue = "" + StandaloneOptions.ADMIN_PORT,
            description = "Port of /livez, /readyz and /metrics on 127.0.0.1. Default: ${DEFAULT-VALUE}")
    private int adminPort;

    @Option(
            names = "--console-port",
            defaultValue = "" + StandaloneOptions.CONSOLE_PORT,
            description = "Port of the console's page. Default: ${DEFAULT-VALUE}")
    private int consolePort;

    @Option(
            names = "--console-host",
            paramLabel = "ADDRESS",
            description = "Address that the console listens on, such as 0.0.0.0 for all of this machine's. Any but"
                    + " 127.0.0.1 needs a certificate or --behind-proxy. Default: 127.0.0.1")
    private String consoleHost;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "The console's certificate and those that lead to its authority, as PEM; then it is https."
                    + " Read again when it changes")
    private Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The private key of --tls-certificate, as PEM")
    private Path tlsKey;

    @Option(
            names = "--behind-proxy",
            description = "A proxy stands before the console that ends TLS and sets X-Forwarded-For, -Proto and -Host"
                    + " anew")
    private boolean behindProxy;

    @Option(
            names = "--console-config",
            paramLabel = "FILE",
            description = "More of the console's settings, such as sign-in by OpenID Connect: the part 'console:' of"
                    + " a file for ./sightline console. What is given here beside it comes first, and --console-port"
                    + " always")
    private Path consoleConfig;

    @Option(
            names = "--model",
            paramLabel = "NAME|DIR",
            defaultValue = StandaloneOptions.EMBEDDER,
            description = "Which model a new system begins with: mobilefacenet-128, dlib-128 or a bundle's folder."
                    + " What was promoted since decides all the same; without a promotion, who was enrolled with"
                    + " another model must be enrolled again. Default: ${DEFAULT-VALUE}")
    private String model;

    /** @throws UserError if they cannot be used, before anything is started or logged */
    StandaloneOptions options() {
        return new StandaloneOptions(kafkaPort, registryPort, adminPort, console(), model);
    }

    /**
     * A file with the console's settings alone.
     *
     * @param console as of {@code ./sightline console}
     */
    record ConsoleFile(@Setting(doc = "The console itself") ConsoleSettings console) {}

    private ConsoleSettings console() {
        ConsoleSettings settings = consoleConfig == null
                ? ConfigLoader.defaults(ConsoleSettings.class)
                : ConfigLoader.load(consoleConfig, ConsoleFile.class, System.getenv())
                        .console();
        if (!settings.models().isEmpty()
                || settings.keyFile().isPresent()
                || settings.startedWith().isPresent()
                || settings.trainingFolder().isPresent()) {
            throw new UserError(consoleConfig + " has console.models, keyFile, startedWith or trainingFolder; here all"
                    + " of these follow from the data folder: leave them out");
        }
        try {
            ConsoleSettings console =
                    settings.onPort(consolePort).served(Optional.ofNullable(consoleHost), behindProxy, tls());
            console.web().requireUsable(Instant.now());
            return console;
        } catch (IllegalArgumentException e) {
            throw new UserError("The console's options do not go together: " + e.getMessage(), e);
        }
    }

    private Optional<TlsSettings> tls() {
        if (tlsCertificate == null && tlsKey != null) {
            throw new UserError("--tls-key is the key of --tls-certificate, which is missing");
        }
        return Optional.ofNullable(tlsCertificate)
                .map(c -> new TlsSettings(c, Optional.ofNullable(tlsKey), Optional.empty()));
    }
}
