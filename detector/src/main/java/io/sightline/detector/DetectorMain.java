package io.sightline.detector;

import io.sightline.core.service.ServiceMain;

/** {@code detector --config FILE} */
public final class DetectorMain {
    private DetectorMain() {}

    public static void main(String[] args) {
        System.exit(ServiceMain.run("detector", args, DetectorConfig.class, DetectorService::open));
    }
}
