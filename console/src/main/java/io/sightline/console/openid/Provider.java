package io.sightline.console.openid;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.sightline.core.service.Health;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the provider says of itself. Asked for at the start and until it answers, then once a day; meanwhile what it said
 * last counts. Thread-safe.
 */
final class Provider implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    static final int CONNECT_MILLIS = 5_000;
    static final int READ_MILLIS = 10_000;

    private static final int MOST_KEY_BYTES = 1 << 20;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration ONCE_KNOWN = Duration.ofDays(1);

    private final OpenIdSettings settings;
    private final Health.Component health;
    private final ScheduledExecutorService asking = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "console-openid");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Known known;
    private volatile String fault = "it was not asked yet";
    private Duration wait = FIRST_WAIT;

    /** What is needed of it. */
    record Known(OIDCProviderMetadata metadata, IDTokenValidator validator) {}

    Provider(OpenIdSettings settings, Health.Component health) {
        this.settings = settings;
        this.health = health.optional();
    }

    void start() {
        health.down("The sign-in provider " + settings.issuer() + " is being asked");
        asking.execute(this::ask);
    }

    /** @throws ProviderAway if it has never answered yet */
    Known known() throws ProviderAway {
        Known now = known;
        if (now == null) {
            throw new ProviderAway("The sign-in provider cannot be reached: " + fault);
        }
        return now;
    }

    private void ask() {
        Duration next;
        try {
            known = discover();
            wait = FIRST_WAIT;
            next = ONCE_KNOWN;
            health.up();
        } catch (ProviderAway | RuntimeException e) {
            fault = e.getMessage();
            next = wait;
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            LOG.atWarn()
                    .addKeyValue("issuer", settings.issuer())
                    .addKeyValue("why", fault)
                    .log("Sign-in provider does not answer as it should");
            health.down("The sign-in provider " + settings.issuer() + " cannot be reached: " + fault
                    + (known == null ? "; nobody can sign in with it" : "; what it said before is used"));
        }
        if (!asking.isShutdown()) {
            var unused = asking.schedule(this::ask, next.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private Known discover() throws ProviderAway {
        OIDCProviderMetadata metadata;
        try {
            metadata = OIDCProviderMetadata.resolve(new Issuer(settings.issuer()), CONNECT_MILLIS, READ_MILLIS);
        } catch (GeneralException | IOException e) {
            throw new ProviderAway(words(e), e);
        }
        requireSafe(metadata);
        Set<JWSAlgorithm> algorithms = new HashSet<>(JWSAlgorithm.Family.SIGNATURE);
        List<JWSAlgorithm> offered = metadata.getIDTokenJWSAlgs();
        if (offered != null) {
            algorithms.retainAll(offered);
        }
        // Never "none", nor an HMAC: its key would be the secret of every client.
        if (algorithms.isEmpty()) {
            throw new ProviderAway("it signs with none of RS256, PS256, ES256 and their like");
        }
        try {
            var keys = JWKSourceBuilder.<SecurityContext>create(
                            metadata.getJWKSetURI().toURL(),
                            new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MOST_KEY_BYTES))
                    .build();
            return new Known(
                    metadata,
                    new IDTokenValidator(
                            new Issuer(settings.issuer()),
                            new ClientID(settings.clientId()),
                            new JWSVerificationKeySelector<>(algorithms, keys),
                            null));
        } catch (IOException e) {
            throw new ProviderAway("the address of its keys is none: " + metadata.getJWKSetURI(), e);
        }
    }

    private static void requireSafe(OIDCProviderMetadata metadata) throws ProviderAway {
        List<URI> needed = new ArrayList<>();
        needed.add(metadata.getAuthorizationEndpointURI());
        needed.add(metadata.getTokenEndpointURI());
        needed.add(metadata.getJWKSetURI());
        if (metadata.getUserInfoEndpointURI() != null) {
            needed.add(metadata.getUserInfoEndpointURI());
        }
        for (URI uri : needed) {
            if (uri == null) {
                throw new ProviderAway(
                        "its discovery document lacks an address for signing in, for tokens or for keys");
            }
            if (!OpenIdSettings.isSafe(uri)) {
                throw new ProviderAway("its discovery document names " + uri + ", which is not https");
            }
        }
    }

    private static String words(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }
}
