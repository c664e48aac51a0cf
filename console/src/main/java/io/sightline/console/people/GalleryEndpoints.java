package io.sightline.console.people;

import static io.sightline.console.http.Endpoint.Method.GET;
import static io.sightline.console.http.Endpoint.Method.POST;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import io.sightline.console.api.RestoreAnswer;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Endpoint.Takes.Field;
import io.sightline.console.http.Problem;
import io.sightline.console.http.Request;
import io.sightline.console.kafka.Stores;
import io.sightline.core.UserError;
import io.sightline.operations.backup.GalleryBackups;
import io.sightline.operations.backup.GalleryRestore;
import io.sightline.operations.backup.Restored;
import io.sightline.operations.topics.TopicStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** The gallery as one file, and back; one of these at a time. */
public final class GalleryEndpoints {
    private final Stores stores;
    private final long mostBytes;
    private final Optional<String> startedWith;
    private final String version;
    private final Clock clock;
    private final Semaphore free = new Semaphore(1);

    /**
     * @param mostMegabytes the largest backup that is taken
     * @param startedWith the model that decides until one is promoted, if that is known
     * @param version of Sightline, as a backup names it
     */
    public GalleryEndpoints(
            Stores stores, int mostMegabytes, Optional<String> startedWith, String version, Clock clock) {
        this.stores = stores;
        this.mostBytes = (long) mostMegabytes << 20;
        this.startedWith = startedWith;
        this.version = version;
        this.clock = clock;
    }

    public List<Endpoint> all() {
        return List.of(
                Endpoint.of(
                                GET,
                                "/gallery/backup",
                                "back-up-gallery",
                                "Everybody who is enrolled, with their faces, as one file that is to be kept safe")
                        .role(Role.ADMIN)
                        .givesBytes("application/octet-stream")
                        .by(this::backup),
                Endpoint.of(
                                POST,
                                "/gallery/restore",
                                "restore-gallery",
                                "Adds from a backup what is missing; brings back nobody who was forgotten since")
                        .role(Role.ADMIN)
                        .takesForm(mostBytes, new Field("backup", true, true, "the file, one"))
                        .gives(RestoreAnswer.class)
                        .by(this::restore));
    }

    private Object backup(Request request) throws IOException {
        if ("cross-site".equals(request.http().header("Sec-Fetch-Site"))) {
            throw Problem.forbidden("The request comes from another page");
        }
        take();
        // It changes nothing; but who has the file can recognise everybody in it.
        try (NamelessFile file = NamelessFile.make()) {
            request.about("gallery", Map.of());
            stores.with(topics -> write(topics, file));
            GalleryBackups.check("the backup", file);
            send(request.http(), file);
        } finally {
            free.release();
        }
        return null;
    }

    private GalleryBackups.Made write(TopicStore topics, NamelessFile file) {
        try (OutputStream out = new BufferedOutputStream(file.out(), 1 << 16)) {
            return new GalleryBackups(topics, startedWith, version, clock).write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("The backup cannot be written", e);
        }
    }

    /** Its length is known, so a browser tells if it did not get all of it. */
    private void send(Context http, NamelessFile file) throws IOException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        http.contentType("application/octet-stream");
        http.header("Content-Disposition", "attachment; filename=\"sightline-gallery-" + today + ".avro\"");
        http.res().setContentLengthLong(file.size());
        try (InputStream in = file.open()) {
            in.transferTo(http.res().getOutputStream());
        }
    }

    private RestoreAnswer restore(Request request) {
        List<UploadedFile> files = request.http().uploadedFiles("backup");
        if (files.size() != 1) {
            throw new UserError("backup: " + files.size() + " files came, expected 1");
        }
        UploadedFile file = files.get(0);
        take();
        try {
            request.about("gallery", Map.of("bytes", Long.toString(file.size())));
            Restored done = stores.with(
                    topics -> new GalleryRestore(topics, startedWith).restore(file.filename(), file::content));
            return new RestoreAnswer(done.people(), done.faces(), done.words());
        } finally {
            free.release();
        }
    }

    private void take() {
        if (!free.tryAcquire()) {
            throw Problem.conflict("Another backup or restore is under way; try again when it is done");
        }
    }
}
