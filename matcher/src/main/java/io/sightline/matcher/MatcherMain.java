package io.sightline.matcher;

import io.sightline.core.service.ServiceMain;

/** The matcher as a process. */
public final class MatcherMain {
    private MatcherMain() {}

    public static void main(String[] args) {
        System.exit(ServiceMain.run(
                "matcher",
                args,
                MatcherConfig.class,
                (config, context) -> new MatcherService(config.matcher(), config.connection(), context)));
    }
}
