package io.sightline.console.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.staticfiles.Location;
import io.sightline.console.access.Sessions;
import io.sightline.console.api.SessionView.SignedIn;
import io.sightline.console.audit.AuditLog;
import io.sightline.core.UserError;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.operations.topics.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the endpoints, and the pages that use them. Thread-safe. */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    /** The largest JSON body. */
    static final long MOST_BODY_BYTES = 256 << 10;

    private static final int FORM_BYTES_IN_MEMORY = 1 << 20;
    private static final String WEB = "io/sightline/console/web";
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(self), microphone=(), geolocation=()");

    /** For a year: the longer, the rarer is the first visit that somebody could bend to one without TLS. */
    private static final String HSTS = "max-age=31536000";

    private final Javalin javalin;
    private final WebSettings settings;
    private final Map<String, String> headers;
    private final Gate gate;
    private final AuditLog audit;
    private final byte[] page;

    private WebServer(
            WebSettings settings,
            Optional<Tls> tls,
            List<Endpoint> endpoints,
            Sessions sessions,
            AuditLog audit,
            Path scratch) {
        this.settings = settings;
        this.headers = headers(settings);
        this.gate = new Gate(settings, sessions);
        this.audit = audit;
        this.page = page();
        this.javalin = Javalin.create(config -> configure(config, tls, endpoints, scratch));
    }

    /** Those of every answer. */
    static Map<String, String> headers(WebSettings settings) {
        Map<String, String> headers = new LinkedHashMap<>(HEADERS);
        // On this machine it would keep browsers from whatever else is served at localhost, on any port.
        if (settings.tls().isPresent() && !settings.isLoopback()) {
            headers.put("Strict-Transport-Security", HSTS);
        }
        return headers;
    }

    /**
     * Starts serving.
     *
     * @param tls the certificate that the settings name, if they name one
     * @param scratch folder for uploads that are too large for memory
     * @throws UserError if it would not be safe, or the port is taken
     */
    public static WebServer start(
            WebSettings settings,
            Optional<Tls> tls,
            List<Endpoint> endpoints,
            Sessions sessions,
            AuditLog audit,
            Path scratch) {
        settings.requireSafe();
        if (settings.tls().isPresent() != tls.isPresent()) {
            throw new IllegalArgumentException("A certificate goes with the settings that name one");
        }
        var server = new WebServer(settings, tls, endpoints, sessions, audit, scratch);
        try {
            server.javalin.start(settings.host(), settings.port());
        } catch (RuntimeException e) {
            server.close();
            throw new UserError(
                    "The console cannot listen on " + settings.host() + ":" + settings.port()
                            + ": the port is taken, or the address is not this machine's",
                    e);
        }
        return server;
    }

    /** Where it listens. */
    public int port() {
        return javalin.port();
    }

    /** How a browser reaches it. */
    public String url() {
        return settings.url(port());
    }

    private void configure(JavalinConfig config, Optional<Tls> tls, List<Endpoint> endpoints, Path scratch) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.jetty.threadPool = new QueuedThreadPool(settings.threads(), 8);
        config.jetty.multipartConfig.cacheDirectory(scratch.toString());
        config.jetty.multipartConfig.maxInMemoryFileSize(FORM_BYTES_IN_MEMORY, SizeUnit.BYTES);
        // How much each form may have is looked at before it is read.
        long mostFormBytes =
                endpoints.stream().mapToLong(WebServer::mostBytes).max().orElse(MOST_BODY_BYTES);
        config.jetty.multipartConfig.maxFileSize(mostFormBytes, SizeUnit.BYTES);
        config.jetty.multipartConfig.maxTotalRequestSize(mostFormBytes, SizeUnit.BYTES);
        config.jetty.modifyServer(server -> server.setErrorHandler(new Unrouted(headers)));
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            if (tls.isPresent()) {
                // A name that the certificate lacks is the browser's to warn of, and the gate's to refuse.
                http.addCustomizer(new SecureRequestCustomizer(false));
            }
            if (settings.behindProxy()) {
                http.addCustomizer(new ForwardedRequestCustomizer());
            }
        });
        tls.ifPresent(t -> config.jetty.addConnector((server, http) -> connector(t, server, http)));
        config.http.maxRequestSize = MOST_BODY_BYTES;
        config.http.prefer405over404 = true;
        config.staticFiles.add(files -> {
            files.hostedPath = "/assets";
            files.directory = "/" + WEB + "/assets";
            files.location = Location.CLASSPATH;
            files.headers = new LinkedHashMap<>(headers);
            // Their names change with their content.
            files.headers.put("Cache-Control", "public, max-age=31536000, immutable");
        });
        config.routes.before(http -> {
            headers.forEach(http::header);
            http.header("Cache-Control", "no-store");
        });
        endpoints.forEach(e -> config.routes.addHttpHandler(
                HandlerType.findOrCreate(e.method().name()), e.address(), http -> answer(http, e)));
        config.routes.error(404, this::pageOrNothing);
        config.routes.error(405, http -> write(http, 405, 0, "There is no " + http.method() + " here"));
        config.routes.exception(Exception.class, this::fail);
        // Otherwise the library answers these itself, in words of its own.
        config.routes.exception(HttpResponseException.class, this::fail);
    }

    private Connector connector(Tls tls, Server server, HttpConfiguration http) {
        var connector = new ServerConnector(
                server,
                new SslConnectionFactory(tls.factory(), HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        return connector;
    }

    private void answer(Context http, Endpoint endpoint) throws Exception {
        Optional<Request> request = Optional.empty();
        try {
            requireBounds(http, endpoint);
            Optional<SignedIn> user;
            try {
                user = gate.admit(http, endpoint);
            } catch (Problem e) {
                if (e.status() == 401 && isVisit(http, endpoint)) {
                    http.status(401).contentType("text/html; charset=utf-8").result(page); // which asks to sign in
                    return;
                }
                throw e;
            }
            request = Optional.of(new Request(http, endpoint, user, audit, gate.allowance(http)));
            Object answer = endpoint.handler().answer(request.get());
            if (endpoint.changesSomething() && request.get().deed().isEmpty()) {
                throw new IllegalStateException(endpoint.id() + " did something that the audit was not told");
            }
            write(http, endpoint, answer);
        } catch (Exception e) {
            request.flatMap(Request::deed).ifPresent(deed -> audit.failed(deed, reason(e)));
            throw e;
        }
    }

    private static long mostBytes(Endpoint endpoint) {
        return endpoint.takes() instanceof Endpoint.Takes.Form form ? form.mostBytes() : MOST_BODY_BYTES;
    }

    /** Whether somebody looks at it in a browser, as at the page about the API. */
    private static boolean isVisit(Context http, Endpoint endpoint) {
        String accepted = http.header("Accept");
        return accepted != null
                && accepted.contains("text/html")
                && endpoint.gives() instanceof Endpoint.Gives.Bytes bytes
                && bytes.mediaType().startsWith("text/html");
    }

    private static void requireBounds(Context http, Endpoint endpoint) {
        long length = http.req().getContentLengthLong();
        long most = mostBytes(endpoint);
        if (length > most) {
            throw Problem.tooLarge("The request has " + length + " bytes; at most " + most + " are taken");
        }
        if (endpoint.takes() instanceof Endpoint.Takes.Form) {
            if (length < 0) {
                throw new HttpResponseException(411, "The form's length has to be said (Content-Length)", Map.of());
            }
            String type = http.req().getContentType();
            if (type == null || !type.startsWith("multipart/form-data")) {
                throw new UserError("The body has to be multipart/form-data");
            }
        }
    }

    private static void write(Context http, Endpoint endpoint, Object answer) {
        if (endpoint.gives() instanceof Endpoint.Gives.Nothing) {
            if (http.statusCode() == 200) {
                http.status(204);
            }
        } else if (endpoint.gives() instanceof Endpoint.Gives.One || endpoint.gives() instanceof Endpoint.Gives.Many) {
            http.contentType("application/json").result(Json.write(answer));
        } else if (endpoint.gives() instanceof Endpoint.Gives.Redirect) {
            http.redirect((String) answer, HttpStatus.SEE_OTHER);
        } else if (endpoint.gives() instanceof Endpoint.Gives.Bytes bytes && answer != null) {
            http.contentType(bytes.mediaType()).result((byte[]) answer);
        }
    }

    private static String reason(Exception e) {
        return e instanceof UserError || e instanceof Problem || e instanceof Unavailable
                ? e.getMessage()
                : "a fault in the console";
    }

    /** Whether nobody is there to be answered any more, as when a browser has left a stream: Jetty has taken it all back. */
    private static boolean isGone(Context http) {
        try {
            var unused = http.res().isCommitted();
            return false;
        } catch (IllegalStateException | NullPointerException e) {
            return true;
        }
    }

    private void fail(Exception e, Context http) {
        if (isGone(http)) {
            return;
        }
        if (e instanceof Problem problem) {
            write(http, problem.status(), problem.retryAfter(), problem.getMessage());
        } else if (e instanceof UserError) {
            write(http, 400, 0, e.getMessage());
        } else if (e instanceof Unavailable || e instanceof DependencyAwayException) {
            write(http, 503, 0, e.getMessage());
        } else if (e instanceof NotFoundResponse || e instanceof MethodNotAllowedResponse) {
            http.status(((HttpResponseException) e).getStatus()); // no endpoint was found: see pageOrNothing
        } else if (e instanceof HttpResponseException known && known.getStatus() == 413) {
            write(http, 413, 0, "The request is too large; at most " + MOST_BODY_BYTES + " bytes of JSON are taken");
        } else if (e instanceof HttpResponseException known) {
            write(http, known.getStatus(), 0, known.getMessage());
        } else {
            LOG.atError()
                    .addKeyValue("method", http.method())
                    .addKeyValue(
                            "path",
                            http.endpoints().lastHttpEndpoint() == null
                                    ? ""
                                    : http.endpoints().lastHttpEndpoint().path)
                    .setCause(e)
                    .log("Request failed");
            write(http, 500, 0, "Something is wrong in the console; its log says what");
        }
    }

    /** RFC 9457. */
    private static void write(Context http, int status, long retryAfter, String detail) {
        if (retryAfter > 0) {
            http.header("Retry-After", Long.toString(retryAfter));
        }
        http.status(status)
                .contentType(Problem.MEDIA_TYPE)
                .result(Json.write(Problem.body(status, detail, http.path())));
    }

    /** Every address that is none of the API's is a page: which one, the page itself finds out. */
    private void pageOrNothing(Context http) {
        if (http.res().getContentType() != null && http.res().getContentType().startsWith(Problem.MEDIA_TYPE)) {
            return; // an endpoint said so
        }
        boolean isPage = http.method().equals(HandlerType.GET)
                && !(http.path() + "/").startsWith("/api/")
                && !http.path().startsWith("/assets/");
        if (isPage) {
            http.status(200).contentType("text/html; charset=utf-8").result(page);
        } else {
            write(http, 404, 0, "There is nothing at " + http.path());
        }
    }

    private static byte[] page() {
        try (InputStream page = WebServer.class.getClassLoader().getResourceAsStream(WEB + "/index.html")) {
            if (page == null) {
                throw new IllegalStateException("The build is not complete: " + WEB + "/index.html is missing");
            }
            return page.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("The page cannot be read", e);
        }
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
