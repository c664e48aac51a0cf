package io.sightline.standalone.child;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class in a child JVM that never outlives its parent.
 *
 * <p>The parent holds the other end of standard input and writes nothing: when that pipe ends, the parent is gone,
 * however it ended ({@code kill -9} included), and this process ends too. Uses nothing but the JDK, because it stands on
 * the class paths of programs that are not ours.
 */
public final class ChildMain {
    private static final long GRACE_MILLIS = 5_000;

    private ChildMain() {}

    /** @param args the main class to run, then its own arguments */
    public static void main(String[] args) throws Throwable {
        daemon("parent-watch", ChildMain::endWithParent);
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said here; only the end counts.
            }
        } catch (IOException e) {
            System.err.println("The pipe to the parent process broke: " + e.getMessage());
        }
        System.err.println("The parent process is gone; stopping");
        daemon("halt", () -> {
            try {
                Thread.sleep(GRACE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        });
        System.exit(0);
    }

    private static void daemon(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
