package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.operations.backup.GalleryBackups;
import io.sightline.operations.topics.TopicStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description =
                "Writes everybody who is enrolled, with their faces, to one file. Whoever has it can recognise them: keep"
                        + " it where you would keep the keys, and delete it when somebody in it is forgotten.")
final class PeopleBackupCommand implements Callable<Integer> {
    @Mixin
    private DataOption data;

    @Parameters(index = "0", paramLabel = "FILE", description = "To be made; must not be there yet")
    private Path file;

    @Override
    public Integer call() {
        Logging.off();
        if (Files.exists(file)) {
            throw new UserError(file + ": this file is there already");
        }
        try (TopicStore topics = data.topics()) {
            GalleryBackups.Made made = write(topics);
            System.out.println(file + ": " + made.people() + " people, " + made.faces() + " faces, " + made.pictures()
                    + " pictures. Keep it safe: whoever has it can recognise everybody in it.");
        } catch (IOException e) {
            throw new UserError(file + ": cannot be written; check the folder and its permissions", e);
        }
        return 0;
    }

    /** It has its name only once it is whole, and was read back. */
    private GalleryBackups.Made write(TopicStore topics) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            GalleryBackups.Made made;
            try (OutputStream out = new BufferedOutputStream(ofOwnerAlone(part), 1 << 16)) {
                made = new GalleryBackups(
                                topics, data.system().startedWith(), SightlineCommand.VERSION, Clock.systemUTC())
                        .write(out);
            }
            GalleryBackups.check(part.toString(), () -> Files.newInputStream(part));
            Files.move(part, file);
            return made;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static OutputStream ofOwnerAlone(Path path) throws IOException {
        try {
            return Channels.newOutputStream(Files.newByteChannel(
                    path,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        } catch (FileAlreadyExistsException e) {
            throw new UserError(path + ": another backup is being written here, or was ended; delete it", e);
        }
    }
}
