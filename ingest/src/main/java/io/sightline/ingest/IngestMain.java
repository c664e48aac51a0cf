package io.sightline.ingest;

import io.sightline.core.service.ServiceMain;

/** Runs {@code ingest} as a process of its own: {@code --config FILE}. */
public final class IngestMain {
    private IngestMain() {}

    public static void main(String[] args) {
        System.exit(ServiceMain.run(
                "ingest",
                args,
                IngestConfig.class,
                (config, context) -> new IngestService(config.ingest(), config.connection(), context)));
    }
}
