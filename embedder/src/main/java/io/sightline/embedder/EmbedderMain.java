package io.sightline.embedder;

import io.sightline.core.service.ServiceMain;

/** {@code embedder --config FILE} */
public final class EmbedderMain {
    private EmbedderMain() {}

    public static void main(String[] args) {
        System.exit(ServiceMain.run("embedder", args, EmbedderConfig.class, EmbedderService::open));
    }
}
