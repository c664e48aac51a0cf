package io.sightline.console;

import io.sightline.core.service.ServiceMain;

/** {@code console --config FILE} */
public final class ConsoleMain {
    private ConsoleMain() {}

    public static void main(String[] args) {
        System.exit(ServiceMain.run("console", args, ConsoleConfig.class, (config, context) -> {
            var service = new ConsoleService(config.console(), config.connection(), context);
            service.whenServed(console -> {
                System.out.println("The console is at " + console.url());
                console.firstAdminUrl().ifPresent(url -> System.out.println("Make the first admin, once: " + url));
            });
            return service;
        }));
    }
}
