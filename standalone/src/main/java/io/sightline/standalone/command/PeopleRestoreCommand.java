package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.operations.backup.GalleryRestore;
import io.sightline.operations.backup.Restored;
import io.sightline.operations.topics.TopicStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description =
                "Adds from a backup who and what is missing; what is there stays as it is, and whoever was forgotten here"
                        + " stays forgotten. A file that is not whole is refused. The same again adds nothing.")
final class PeopleRestoreCommand implements Callable<Integer> {
    @Mixin
    private DataOption data;

    @Parameters(index = "0", paramLabel = "FILE", description = "As ./sightline people backup or the console made it")
    private Path file;

    @Option(names = "--json", description = "One JSON object")
    private boolean json;

    @Override
    public Integer call() {
        Logging.off();
        if (!Files.isRegularFile(file)) {
            throw new UserError(file + ": there is no such file");
        }
        try (TopicStore topics = data.topics()) {
            Restored done = new GalleryRestore(topics, data.system().startedWith())
                    .restore(file.toString(), () -> Files.newInputStream(file));
            System.out.println(json ? line(done) : done.words());
        }
        return 0;
    }

    private static String line(Restored done) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("people", done.people());
        fields.put("faces", done.faces());
        fields.put("peopleBefore", done.peopleBefore());
        fields.put("templatesBefore", done.templatesBefore());
        fields.put("forgotten", done.forgotten());
        fields.put("words", done.words());
        return Json.line(fields);
    }
}
