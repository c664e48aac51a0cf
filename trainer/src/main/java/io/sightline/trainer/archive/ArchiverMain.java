package io.sightline.trainer.archive;

import io.sightline.core.service.ServiceMain;

/** {@code archiver --config FILE} */
public final class ArchiverMain {
    private ArchiverMain() {}

    public static void main(String[] args) {
        System.exit(ServiceMain.run("archiver", args, ArchiverConfig.class, ArchiverService::open));
    }
}
