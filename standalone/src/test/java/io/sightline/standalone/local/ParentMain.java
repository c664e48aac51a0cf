package io.sightline.standalone.local;

import io.sightline.standalone.Distribution;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Starts both children, says their process ids, and waits to be killed. */
final class ParentMain {
    private ParentMain() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        var kafka = LocalKafka.start(Distribution.locate(), folder.resolve("kafka"), Ports.free());
        var registry = LocalRegistry.start(Distribution.locate(), folder.resolve("registry"), Ports.free());
        System.out.println("children " + kafka.pid() + " " + registry.pid());
        new CountDownLatch(1).await();
    }
}
