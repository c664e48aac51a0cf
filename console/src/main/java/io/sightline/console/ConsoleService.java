package io.sightline.console;

import io.sightline.console.access.AccessEndpoints;
import io.sightline.console.access.FirstAdminLink;
import io.sightline.console.access.Sealed;
import io.sightline.console.access.SecretReference;
import io.sightline.console.access.Sessions;
import io.sightline.console.access.Users;
import io.sightline.console.audit.AuditLog;
import io.sightline.console.cameras.CameraBook;
import io.sightline.console.cameras.CameraEndpoints;
import io.sightline.console.docs.DocsEndpoints;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.EventStreams;
import io.sightline.console.http.Tls;
import io.sightline.console.http.WebServer;
import io.sightline.console.kafka.Follower;
import io.sightline.console.kafka.Stores;
import io.sightline.console.live.LiveEndpoints;
import io.sightline.console.live.LiveView;
import io.sightline.console.models.Bundles;
import io.sightline.console.models.Models;
import io.sightline.console.openid.OpenIdSignIn;
import io.sightline.console.outbound.Outbound;
import io.sightline.console.outbound.OutboundEndpoints;
import io.sightline.console.people.FacePictures;
import io.sightline.console.people.GalleryEndpoints;
import io.sightline.console.people.PeopleBook;
import io.sightline.console.people.PeopleEndpoints;
import io.sightline.console.people.PersonEndpoints;
import io.sightline.console.people.PersonViews;
import io.sightline.console.system.SystemEndpoints;
import io.sightline.console.timeline.Timeline;
import io.sightline.core.kafka.RegistryAvroCodec;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.Service;
import io.sightline.core.service.ServiceContext;
import io.sightline.ingest.CameraProbe;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.OutboundTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web page and the HTTP API. It serves once it has read who may use it; as long as Kafka is away before that, it waits
 * and is not ready.
 */
public final class ConsoleService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleService.class);
    private static final Duration CATCH_UP_STEP = Duration.ofSeconds(1);
    private static final long CLOSE_MILLIS = 10_000;

    private final ConsoleSettings settings;
    private final Connection connection;
    private final ServiceContext context;
    private final Clock clock = Clock.systemUTC();
    private final FirstAdminLink first = new FirstAdminLink();
    private final Sessions sessions = new Sessions(clock);
    private final Stores stores;
    private final Users users;
    private final Sealed sealed = new Sealed(clock);
    private final Optional<OpenIdSignIn> openId;
    private final PeopleBook people = new PeopleBook();
    private final CameraBook cameras = new CameraBook(clock);
    private final FacePictures pictures;
    private final LiveView live;
    private final RegistryAvroCodec codec;
    private final Outbound outbound;
    private final EventStreams streams;
    private final Timeline timeline;
    private final Models models;
    private final Health.Component ready;
    private final CompletableFuture<Served> served = new CompletableFuture<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Thread starter = new Thread(this::serve, "console-start");
    private Optional<Tls> tls = Optional.empty();
    private volatile boolean isClosed;

    public ConsoleService(ConsoleSettings settings, Connection connection, ServiceContext context) {
        this.settings = settings;
        this.connection = connection;
        this.context = context;
        this.stores = new Stores(connection);
        this.users = new Users(stores, clock, sessions, settings.bcryptCost());
        this.openId = settings.openIdConnect()
                .map(o -> new OpenIdSignIn(
                        o,
                        settings.web().url(settings.web().port()),
                        AccessEndpoints.OPEN_ID_CALLBACK,
                        sealed,
                        context.health().component("sign-in provider")));
        this.pictures = new FacePictures(connection);
        this.live = new LiveView(connection, people, clock);
        this.codec = RegistryAvroCodec.open(connection);
        this.outbound = new Outbound(
                connection,
                codec,
                people::knownName,
                settings.keyFile(),
                new SecretReference(System::getenv, settings.secretVariablePrefix(), settings.secretFolder()),
                settings.authorities(),
                context.metrics(),
                clock,
                this::disable);
        this.streams = new EventStreams(settings.web().maxStreams());
        var bundles = new Bundles(settings.models(), clock);
        this.timeline = new Timeline(people, settings.sightings(), bundles::manifests, clock);
        this.models = new Models(
                connection,
                stores,
                bundles,
                settings.startedWith(),
                people,
                timeline::ofTrack,
                settings.trainingFolder(),
                clock);
        this.ready = context.health().component("console");
    }

    /**
     * How it is reached.
     *
     * @param firstAdminUrl where the first user is made; empty if there are users
     */
    public record Served(String url, int port, Optional<String> firstAdminUrl) {
        @Override
        public String toString() {
            return "Served[url=" + url + "]"; // the link is a secret
        }
    }

    /** @throws io.sightline.core.UserError if it would not be safe, or its certificate cannot be used */
    @Override
    public void start() {
        settings.web().requireSafe();
        tls = settings.web().tls().map(t -> Tls.open(t, context.health().component("console certificate"), clock));
        openId.ifPresent(OpenIdSignIn::start);
        starter.start();
    }

    /** Tells when it is served; at once if it is already. */
    public void whenServed(Consumer<Served> listener) {
        var unused = served.thenAccept(listener);
    }

    private void serve() {
        try {
            Follower<?> knownUsers =
                    follow(Follower.start(connection, Topics.CONSOLE_USERS, From.BEGINNING, users::learn));
            Follower<?> knownPeople =
                    follow(Follower.start(connection, Topics.PEOPLE, From.BEGINNING, people::learnPerson));
            follow(Follower.start(connection, Topics.GALLERY, From.BEGINNING, this::learnTemplate));
            follow(Follower.start(connection, Topics.MODELS, From.BEGINNING, models::learnModel));
            follow(Follower.start(connection, Topics.CAMERAS, From.BEGINNING, cameras::learnSettings));
            follow(Follower.start(
                    connection,
                    Topics.CAMERA_HEALTH,
                    new From.Time(clock.instant().minus(CameraBook.DAY)),
                    cameras::learnHealth));
            follow(Follower.start(connection, Topics.LABELS, From.BEGINNING, timeline::learnLabel));
            follow(Follower.start(
                    connection,
                    Topics.IDENTITY_EVENTS,
                    new From.Time(clock.instant().minus(Timeline.REMEMBERED)),
                    timeline::learnEvent));
            follow(Follower.start(connection, Topics.OUTBOUND, From.BEGINNING, outbound::learn));
            for (Follower<?> needed : List.of(knownUsers, knownPeople)) {
                while (!needed.awaitCaughtUp(CATCH_UP_STEP)) {
                    if (isClosed) {
                        return;
                    }
                }
            }
            open();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("Console cannot be served");
            ready.down(e.getMessage());
            context.failure().accept(e);
        }
    }

    private void learnTemplate(Entry<GalleryEntry> entry) {
        people.learnTemplate(entry);
        models.learnTemplate(entry);
    }

    private synchronized Follower<?> follow(Follower<?> follower) {
        opened.push(follower);
        return follower;
    }

    private synchronized void open() {
        if (isClosed) {
            return;
        }
        Path scratch = scratch();
        opened.push(() -> Files.deleteIfExists(scratch));
        var server = WebServer.start(settings.web(), tls, endpoints(), sessions, audit(), scratch);
        opened.push(server);
        opened.push(streams);
        outbound.start();
        opened.push(outbound);
        Optional<String> firstAdminUrl = users.isAnybody() || !settings.hasLocalUsers()
                ? Optional.empty()
                : Optional.of(server.url() + "/first?token=" + first.make());
        ready.up();
        LOG.atInfo().addKeyValue("port", server.port()).log("Console is served");
        served.complete(new Served(server.url(), server.port(), firstAdminUrl));
    }

    private AuditLog audit() {
        return new AuditLog(stores, clock);
    }

    /** All of the API; to make them reads nothing. */
    List<Endpoint> endpoints() {
        String version = version();
        List<Endpoint> all = new ArrayList<>();
        all.addAll(new AccessEndpoints(
                        users, sessions, first, openId, settings.hasLocalUsers(), sealed, clock, audit(), version)
                .all());
        all.addAll(new LiveEndpoints(live, streams).all());
        all.addAll(timeline.endpoints(pictures, streams, stores));
        var views = new PersonViews(people, timeline::lastSeen);
        all.addAll(new PeopleEndpoints(people, pictures, views, stores, clock).all());
        all.addAll(new PersonEndpoints(people, views, stores, clock).all());
        all.addAll(new GalleryEndpoints(stores, settings.restoreMegabytes(), settings.startedWith(), version, clock)
                .all());
        var probe = new CameraProbe(System::getenv, settings.secretVariablePrefix(), settings.secretFolder());
        all.addAll(new CameraEndpoints(cameras, probe, stores).all());
        all.addAll(models.endpoints(audit()));
        all.addAll(new OutboundEndpoints(outbound, stores, clock).all());
        all.addAll(new SystemEndpoints(stores, context.health(), version, clock.instant()).all());
        all.addAll(new DocsEndpoints(List.copyOf(all)).all());
        return all;
    }

    /** A target said that it wants nothing more. */
    private void disable(OutboundTarget target) {
        audit().begin(
                        "console",
                        "disable-target",
                        target.getTargetId(),
                        "",
                        Map.of("why", target.getDisabledBecause()));
        stores.with(topics -> {
            topics.put(Topics.OUTBOUND, target.getTargetId(), target);
            return null;
        });
    }

    private static String version() {
        String version = ConsoleService.class.getPackage().getImplementationVersion();
        return version == null ? "of a developer's build" : version;
    }

    private static Path scratch() {
        try {
            return Files.createTempDirectory("sightline-console");
        } catch (IOException e) {
            throw new UncheckedIOException("No folder for uploads can be made", e);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        starter.interrupt();
        try {
            starter.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Deque<AutoCloseable> closing;
        synchronized (this) {
            closing = new ArrayDeque<>(opened);
            opened.clear();
        }
        close(models);
        closing.forEach(ConsoleService::close);
        tls.ifPresent(Tls::close);
        openId.ifPresent(OpenIdSignIn::close);
        close(live);
        close(pictures);
        close(stores);
        close(codec);
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("Part of the console did not close in good order");
        }
    }
}
