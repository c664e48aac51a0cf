package io.sightline.core.service;

import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.kafka.DependencyMonitor;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every service's {@code main} does: read {@code --config}, start, serve health, wait, stop. */
public final class ServiceMain {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceMain.class);

    private final String name;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final CountDownLatch stopped = new CountDownLatch(1);

    public ServiceMain(String name, Map<String, String> environment, PrintStream out, PrintStream err) {
        this.name = name;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Runs a service as this process, until it is told to stop; returns the exit code. */
    public static <C extends Record & ServiceConfig> int run(
            String name, String[] args, Class<C> configType, BiFunction<C, ServiceContext, Service> factory) {
        ServiceMain main = new ServiceMain(name, System.getenv(), System.out, System.err);
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    main.stop();
                    awaitUninterruptibly(done);
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return main.execute(args, configType, factory).code();
        } finally {
            done.countDown();
        }
    }

    /** Ends {@link #execute}; it returns when the service has stopped. */
    public void stop() {
        stopped.countDown();
    }

    /** Does it all; for tests and for commands that bring their own streams. */
    public <C extends Record & ServiceConfig> ExitCode execute(
            String[] args, Class<C> configType, BiFunction<C, ServiceContext, Service> factory) {
        if (args.length == 1 && (args[0].equals("--help") || args[0].equals("-h"))) {
            out.println("Usage: " + name + " --config FILE");
            return ExitCode.OK;
        }
        if (args.length != 2 || !args[0].equals("--config")) {
            err.println(name + ": expected --config FILE, got '" + String.join(" ", args) + "'");
            return ExitCode.USAGE;
        }
        try {
            return serve(ConfigLoader.load(Path.of(args[1]), configType, environment), factory);
        } catch (UserError e) {
            err.println(name + ": " + e.getMessage());
            return ExitCode.USAGE;
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("Service failed");
            return ExitCode.FAILED;
        }
    }

    private <C extends Record & ServiceConfig> ExitCode serve(
            C config, BiFunction<C, ServiceContext, Service> factory) {
        AtomicReference<Throwable> bug = new AtomicReference<>();
        Health health = new Health();
        try (Telemetry telemetry = new Telemetry()) {
            ServiceContext context = new ServiceContext(telemetry.registry(), health, failure -> {
                bug.compareAndSet(null, failure);
                stop();
            });
            try (AdminServer admin = AdminServer.start(config.admin(), health, telemetry.registry());
                    DependencyMonitor dependencies = new DependencyMonitor(config.connection(), context);
                    Service service = factory.apply(config, context)) {
                dependencies.start();
                service.start();
                LOG.atInfo()
                        .addKeyValue("service", name)
                        .addKeyValue("adminPort", admin.port())
                        .log("Service runs");
                stopped.await();
                LOG.atInfo().addKeyValue("service", name).log("Service stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return bug.get() == null ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
