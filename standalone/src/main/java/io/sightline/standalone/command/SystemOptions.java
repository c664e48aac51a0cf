package io.sightline.standalone.command;

import io.sightline.standalone.StandaloneOptions;
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
            description = "Port of the console's page on 127.0.0.1. Default: ${DEFAULT-VALUE}")
    private int consolePort;

    @Option(
            names = "--model",
            paramLabel = "NAME|DIR",
            defaultValue = StandaloneOptions.EMBEDDER,
            description = "Which model a new system begins with: mobilefacenet-128, dlib-128 or a bundle's folder."
                    + " What was promoted since decides all the same; without a promotion, who was enrolled with"
                    + " another model must be enrolled again. Default: ${DEFAULT-VALUE}")
    private String model;

    StandaloneOptions options() {
        return new StandaloneOptions(kafkaPort, registryPort, adminPort, consolePort, model);
    }
}
