package io.sightline.console;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.console.ConsoleService.Served;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.WebSettings;
import io.sightline.console.openid.OpenIdSettings;
import io.sightline.console.testkit.Answer;
import io.sightline.console.testkit.Browser;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceContext;
import io.sightline.core.testkit.LocalBroker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A console over a real broker, on a free port, with a user of each role. */
final class RunningConsole implements AutoCloseable {
    static final int MOST_STREAMS = 20;
    static final String PASSWORD = "correct horse battery";

    private static final Path KEY = Path.of("target", "console.key");
    private static final AtomicInteger CONSOLES = new AtomicInteger();
    private static final int PATIENCE_SECONDS = 120;
    private static final String NO_REGISTRY = "http://127.0.0.1:1";

    private final Health health = new Health();
    private final LocalBroker broker;
    private final String prefix;
    private final ConsoleService service;
    private final Served served;

    private RunningConsole(LocalBroker broker, String prefix, boolean behindProxy) throws Exception {
        this(
                broker,
                prefix,
                settings(
                        new WebSettings(
                                "127.0.0.1", 0, behindProxy, Optional.empty(), Optional.empty(), MOST_STREAMS, 32),
                        Optional.empty()),
                NO_REGISTRY);
    }

    private RunningConsole(LocalBroker broker, String prefix, ConsoleSettings settings, String registry)
            throws Exception {
        this.broker = broker;
        this.prefix = prefix;
        this.service = of(settings, connection(broker.servers(), prefix, registry), health);
        var future = new CompletableFuture<Served>();
        service.whenServed(future::complete);
        service.start();
        try {
            this.served = future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            service.close();
            throw new AssertionError("The console was not served", e);
        }
    }

    private static ConsoleSettings settings(WebSettings web, Optional<OpenIdSettings> openId) {
        return new ConsoleSettings(
                web,
                List.of(),
                1_000,
                "",
                Optional.empty(),
                Optional.of(KEY),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                10,
                100,
                openId);
    }

    private static ConsoleService of(ConsoleSettings settings, Connection connection, Health health) {
        return new ConsoleService(
                settings, connection, new ServiceContext(new SimpleMeterRegistry(), health, failure -> {}));
    }

    /** A console that is not started, against nothing. */
    static ConsoleService idle(WebSettings web) {
        return of(settings(web, Optional.empty()), connection("127.0.0.1:1", "", NO_REGISTRY), new Health());
    }

    /** On topics of its own, with a sign-in provider, behind a proxy, at an address that is known before. */
    static RunningConsole start(LocalBroker broker, OpenIdSettings openId) throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var web = new WebSettings(
                "127.0.0.1", port, true, Optional.of("http://127.0.0.1:" + port), Optional.empty(), MOST_STREAMS, 32);
        return new RunningConsole(broker, newTopics(broker), settings(web, Optional.of(openId)), NO_REGISTRY);
    }

    private static String newTopics(LocalBroker broker) throws Exception {
        String prefix = "console" + CONSOLES.incrementAndGet() + ".";
        broker.createTopics(prefix);
        return prefix;
    }

    Health health() {
        return health;
    }

    boolean hasFirstAdminLink() {
        return served.firstAdminUrl().isPresent();
    }

    /** On topics of its own; nobody can sign in yet. */
    static RunningConsole start(LocalBroker broker) throws Exception {
        return new RunningConsole(broker, newTopics(broker), false);
    }

    /**
     * The same, that knows which model the system was started with, where runs of the trainer are, and a registry over
     * HTTP, by which the log of embeddings is read.
     */
    static RunningConsole start(LocalBroker broker, String startedWith, Path training, String registry)
            throws Exception {
        var web = new WebSettings("127.0.0.1", 0, false, Optional.empty(), Optional.empty(), MOST_STREAMS, 32);
        return new RunningConsole(
                broker,
                newTopics(broker),
                settings(web, Optional.empty()).onFiles(List.of(), startedWith, KEY, training),
                registry);
    }

    /** Another on the same topics. */
    RunningConsole beside(boolean behindProxy) throws Exception {
        return new RunningConsole(broker, prefix, behindProxy);
    }

    Browser browser() {
        return new Browser(served.port());
    }

    int port() {
        return served.port();
    }

    Connection connection() {
        return connection(broker.servers(), prefix, NO_REGISTRY);
    }

    private static Connection connection(String servers, String prefix, String registry) {
        return new Connection(Map.of("bootstrap.servers", servers), new RegistryConfig(registry, Map.of()), prefix);
    }

    String prefix() {
        return prefix;
    }

    LocalBroker broker() {
        return broker;
    }

    String firstAdminToken() {
        String url = served.firstAdminUrl().orElseThrow();
        return url.substring(url.indexOf("token=") + "token=".length());
    }

    List<Endpoint> endpoints() {
        return service.endpoints();
    }

    /** Makes an admin by the link, and through them a user of each other role. */
    void makeUsers() {
        Browser admin = browser();
        require(
                200,
                admin.send(
                        "POST",
                        Endpoint.BASE + "/session/first",
                        """
                        {"token": "%s", "user": "admin", "password": "%s"}"""
                                .formatted(firstAdminToken(), PASSWORD)));
        for (Role role : List.of(Role.VIEWER, Role.OPERATOR)) {
            addUser(admin, nameOf(role), role);
        }
    }

    static void addUser(Browser admin, String name, Role role) {
        require(
                200,
                admin.send(
                        "POST",
                        Endpoint.BASE + "/users",
                        """
                        {"name": "%s", "role": "%s", "password": "%s"}"""
                                .formatted(name, role, PASSWORD)));
    }

    static String nameOf(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** A browser in which somebody of that role has signed in. */
    Browser signedIn(Role role) {
        return signedIn(nameOf(role));
    }

    Browser signedIn(String name) {
        Browser browser = browser();
        require(200, signIn(browser, name, PASSWORD));
        return browser;
    }

    static Answer signIn(Browser browser, String name, String password) {
        return browser.send(
                "POST",
                Endpoint.BASE + "/session",
                """
                {"user": "%s", "password": "%s"}""".formatted(name, password));
    }

    private static void require(int status, Answer answer) {
        if (answer.status() != status) {
            throw new AssertionError(answer.status() + " " + answer.body());
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
