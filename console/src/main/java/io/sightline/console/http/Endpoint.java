package io.sightline.console.http;

import static java.util.Objects.requireNonNull;

import io.sightline.console.api.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One endpoint, whole: routing, roles, the audit and the OpenAPI document follow from it.
 *
 * @param id a verb and a noun; also what the audit calls it
 * @param path below /api/v1, or a whole one that begins with /api/ or /docs; with {@code {names}}, or {@code <names>} that
 *     may have slashes
 * @param role the least that may use it; empty for everybody, signed in or not
 * @param takes the body
 * @param gives the answer
 */
public record Endpoint(
        Method method,
        String path,
        String id,
        String summary,
        Optional<Role> role,
        Takes takes,
        Gives gives,
        List<Query> queries,
        Handler handler) {

    /** Where all of them are. */
    public static final String BASE = "/api/v1";

    /** The largest form, its files together, where nothing else is said. */
    static final long MOST_FORM_BYTES = 96L << 20;

    public Endpoint {
        queries = List.copyOf(queries);
    }

    /** As HTTP has it. */
    public enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }

    /** Answers a request; what it returns is written as {@link #gives} says. */
    @FunctionalInterface
    public interface Handler {
        /** @return null where nothing is given, or it has answered itself */
        Object answer(Request request) throws Exception;
    }

    /** What a request's body is. */
    public sealed interface Takes {
        /** Nothing. */
        record Nothing() implements Takes {}

        /** JSON. */
        record Body(Class<? extends Record> type) implements Takes {}

        /**
         * A form with files.
         *
         * @param fields by name, what each is
         * @param mostBytes of all of it together
         */
        record Form(List<Field> fields, long mostBytes) implements Takes {}

        /** A field of a form. */
        record Field(String name, boolean isFile, boolean isRequired, String doc) {}
    }

    /** What an answer is. */
    public sealed interface Gives {
        /** No content. */
        record Nothing() implements Gives {}

        /** One as JSON. */
        record One(Class<?> type) implements Gives {}

        /** A JSON array of these. */
        record Many(Class<?> type) implements Gives {}

        /**
         * Server-sent events of one type each.
         *
         * @param events by name
         */
        record Events(List<Event> events) implements Gives {}

        /** An event's name and what its data is. */
        record Event(String name, Class<?> type) {}

        /** Another address, for a browser that moves between pages. */
        record Redirect() implements Gives {}

        /** Bytes of a media type. */
        record Bytes(String mediaType) implements Gives {}
    }

    /** A parameter of the query, which may be left out. */
    public record Query(String name, String doc) {}

    /** Where it is: the documents about the API stand beside its versions. */
    public String address() {
        return path.startsWith("/api/") || path.startsWith("/docs") ? path : BASE + path;
    }

    public boolean changesSomething() {
        return method != Method.GET;
    }

    /** Puts one together. */
    public static Builder of(Method method, String path, String id, String summary) {
        return new Builder(method, path, id, summary);
    }

    /** An endpoint that is being put together. */
    public static final class Builder {
        private final Method method;
        private final String path;
        private final String id;
        private final String summary;
        private Optional<Role> role = Optional.empty();
        private Takes takes = new Takes.Nothing();
        private Gives gives = new Gives.Nothing();
        private final List<Query> queries = new ArrayList<>();

        private Builder(Method method, String path, String id, String summary) {
            this.method = method;
            this.path = requireNonNull(path);
            this.id = requireNonNull(id);
            this.summary = requireNonNull(summary);
        }

        public Builder role(Role least) {
            role = Optional.of(least);
            return this;
        }

        public Builder takes(Class<? extends Record> body) {
            takes = new Takes.Body(body);
            return this;
        }

        public Builder takesForm(Takes.Field... fields) {
            return takesForm(MOST_FORM_BYTES, fields);
        }

        /** @param mostBytes of all of it together; what is large is kept on disk */
        public Builder takesForm(long mostBytes, Takes.Field... fields) {
            takes = new Takes.Form(List.of(fields), mostBytes);
            return this;
        }

        public Builder gives(Class<?> type) {
            gives = new Gives.One(type);
            return this;
        }

        public Builder givesMany(Class<?> type) {
            gives = new Gives.Many(type);
            return this;
        }

        public Builder givesEvents(Gives.Event... events) {
            gives = new Gives.Events(List.of(events));
            return this;
        }

        public Builder givesBytes(String mediaType) {
            gives = new Gives.Bytes(mediaType);
            return this;
        }

        /** The handler returns the address, whole or a path of this console. */
        public Builder redirects() {
            gives = new Gives.Redirect();
            return this;
        }

        public Builder query(String name, String doc) {
            queries.add(new Query(name, doc));
            return this;
        }

        public Endpoint by(Handler handler) {
            return new Endpoint(method, path, id, summary, role, takes, gives, queries, handler);
        }
    }
}
