package io.sightline.standalone.command;

import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.operations.topics.Unavailable;
import io.sightline.trainer.dataset.ArchiveLog;
import io.sightline.trainer.dataset.ArchivedCrops;
import io.sightline.trainer.dataset.DatasetFile;
import io.sightline.trainer.dataset.Progress;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;

/** How the commands about data sets reach the archive, and where they keep faces meanwhile. */
final class DatasetOptions {
    @Mixin
    private DataOption data;

    /** What is done with the archive. */
    interface Work<T> {
        T with(ArchiveLog log) throws DependencyAwayException;
    }

    /** @throws Unavailable if no system runs, or it gives no answer */
    <T> T archive(Work<T> work) {
        try (ArchiveLog log = ArchiveLog.open(data.system().connection())) {
            return work.with(log);
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    /** @throws Unavailable if no system runs, or it gives no answer */
    ArchivedCrops open(Path file) {
        return open(DatasetFile.read(file));
    }

    /** @throws Unavailable if no system runs, or it gives no answer */
    ArchivedCrops open(DatasetFile dataset) {
        return archive(log -> dataset.open(log, cache(), progress("crops read")));
    }

    /** All that is there now. @throws Unavailable if no system runs, or it gives no answer */
    ArchivedCrops present() {
        return archive(log -> ArchivedCrops.present(log, cache(), progress("crops read")));
    }

    /** Faces that were cut, or copied out of the archive. */
    Path cache() {
        return data.folder().root().resolve("faces");
    }

    /** Redrawn on a terminal; silent where the output is kept. */
    static Progress progress(String what) {
        if (!Ansi.AUTO.enabled()) {
            return Progress.NONE;
        }
        return (done, total) -> {
            if (done % 50 == 0 || done == total) {
                System.err.print("\r  " + done + " of " + total + " " + what + (done == total ? "\n" : ""));
                System.err.flush();
            }
        };
    }
}
