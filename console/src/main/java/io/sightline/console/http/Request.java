package io.sightline.console.http;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import io.sightline.console.api.SessionView.SignedIn;
import io.sightline.console.audit.AuditLog;
import io.sightline.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A request to an endpoint. One thread. */
public final class Request {
    private final Context http;
    private final Endpoint endpoint;
    private final Optional<SignedIn> user;
    private final AuditLog audit;
    private final BooleanSupplier stillAllowed;
    private Optional<AuditLog.Deed> deed = Optional.empty();

    Request(Context http, Endpoint endpoint, Optional<SignedIn> user, AuditLog audit, BooleanSupplier stillAllowed) {
        this.http = http;
        this.endpoint = endpoint;
        this.user = user;
        this.audit = audit;
        this.stillAllowed = stillAllowed;
    }

    /** A file that came in a form, whole. */
    public static final class Upload {
        private final String name;
        private final byte[] bytes;

        private Upload(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        /** As the browser calls it; nothing to build a path from. */
        public String name() {
            return name;
        }

        /** All of it; not to be changed. */
        public byte[] bytes() {
            return bytes;
        }
    }

    /** @throws IllegalStateException if the endpoint is for everybody */
    public SignedIn user() {
        return user.orElseThrow(() -> new IllegalStateException(endpoint.id() + " asks for no role"));
    }

    public String path(String name) {
        return http.pathParam(name);
    }

    /** What the query says of it; empty also for an empty text. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(http.queryParam(name)).map(String::strip).filter(v -> !v.isEmpty());
    }

    /** @throws UserError if it is no whole number, or not within the bounds */
    public int number(String name, int otherwise, int least, int most) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UserError(name + " is '" + text.get() + "', expected " + least + " to " + most);
    }

    /** The JSON body. @throws UserError saying what is wrong with it */
    public <T extends Record> T body(Class<T> type) {
        String mediaType = http.req().getContentType();
        if (mediaType == null || !mediaType.toLowerCase(java.util.Locale.ROOT).startsWith("application/json")) {
            throw new UserError("The body has to be application/json");
        }
        return Json.read(http.body(), type);
    }

    /** A form's field. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(http.formParam(name)).map(String::strip).filter(v -> !v.isEmpty());
    }

    /** The files of a form's field, in their order. */
    public List<Upload> uploads(String name) throws IOException {
        List<Upload> uploads = new ArrayList<>();
        for (UploadedFile file : http.uploadedFiles(name)) {
            try (InputStream content = file.content()) {
                uploads.add(new Upload(file.filename(), content.readAllBytes()));
            }
        }
        return uploads;
    }

    /**
     * Says in the audit what is about to be done; no change without it. Returns once Kafka has it.
     *
     * @param subject what it is done to, such as an id; never a name
     * @return to be told if it fails after this request was answered; of what fails before, the audit is told anyway
     * @throws io.sightline.operations.topics.Unavailable if Kafka does not take it: then the change must not be made
     */
    public AuditLog.Deed about(String subject, Map<String, String> details) {
        deed = Optional.of(
                audit.begin(user.map(SignedIn::name).orElse("nobody"), endpoint.id(), subject, remote(), details));
        return deed.get();
    }

    /** Likewise, by somebody who is not signed in yet. */
    public void about(String actor, String subject) {
        about(actor, subject, Map.of());
    }

    /** Likewise. */
    public void about(String actor, String subject, Map<String, String> details) {
        deed = Optional.of(audit.begin(actor, endpoint.id(), subject, remote(), details));
    }

    /** Says in the audit that it was not done, where the answer is none of an error: a browser is shown a page. */
    public void refused(String why) {
        deed.ifPresent(d -> audit.failed(d, why));
    }

    Optional<AuditLog.Deed> deed() {
        return deed;
    }

    /** Where the request came from, as far as that can be known. */
    public String remote() {
        return http.ip();
    }

    /** Whether the session goes on, for an answer that takes long. */
    BooleanSupplier stillAllowed() {
        return stillAllowed;
    }

    /** Below it: headers, cookies, streams. */
    public Context http() {
        return http;
    }
}
