package io.sightline.console;

import io.sightline.console.http.TlsSettings;
import io.sightline.console.http.WebSettings;
import io.sightline.console.openid.OpenIdSettings;
import io.sightline.core.config.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What may be chosen about the console. */
public record ConsoleSettings(
        @Setting(doc = "Where and how it is served") WebSettings web,
        @Setting(doc = "Folders of model bundles, by which models and strangers are judged") List<Path> models,
        @Setting(byDefault = "10000", doc = "Sightings that are remembered; about 3 kB each") int sightings,
        @Setting(byDefault = "", doc = "As ingest's: cameras that are tried may use only such environment variables")
                String secretVariablePrefix,
        @Setting(byDefault = "", doc = "As ingest's: cameras that are tried may read secrets only from here")
                Optional<String> secretFolder,
        @Setting(
                        byDefault = "",
                        doc =
                                "File that the signing secrets of webhooks are made from; made at first use, readable by its owner alone. Consoles of one system need the same. Empty: no webhooks")
                Optional<Path> keyFile,
        @Setting(
                        byDefault = "",
                        doc =
                                "File of certificates, as PEM, that are believed beside Java's own: of the authority that receivers of webhooks and MQTT brokers have theirs from")
                Optional<Path> authorities,
        @Setting(
                        byDefault = "",
                        doc =
                                "Id of the model that embedder and matcher are started with: it decides until the first promotion. Empty: nobody can be promoted before one was from the command line")
                Optional<String> startedWith,
        @Setting(byDefault = "", doc = "Folder with a folder for each run of the trainer; empty: none are shown")
                Optional<Path> trainingFolder,
        @Setting(byDefault = "12", doc = "Binary logarithm of bcrypt's rounds, 10 to 16") int bcryptCost,
        @Setting(
                        byDefault = "2048",
                        doc = "The largest backup of the gallery that is taken, megabytes; about 20 kB for each face")
                int restoreMegabytes,
        @Setting(
                        byDefault = "",
                        doc =
                                "The organisation's own sign-in; it needs web.publicUrl, to which it sends browsers back. Empty for none")
                Optional<OpenIdSettings> openIdConnect) {

    public ConsoleSettings {
        models = models == null ? List.of() : List.copyOf(models);
        if (sightings < 100 || sightings > 1_000_000) {
            throw new IllegalArgumentException("sightings is " + sightings + ", expected 100 to 1000000");
        }
        if (bcryptCost < 10 || bcryptCost > 16) {
            throw new IllegalArgumentException("bcryptCost is " + bcryptCost + ", expected 10 to 16");
        }
        if (restoreMegabytes < 1 || restoreMegabytes > 1_000_000) {
            throw new IllegalArgumentException("restoreMegabytes is " + restoreMegabytes + ", expected 1 to 1000000");
        }
        openIdConnect.ifPresent(o -> check(web));
    }

    private static void check(WebSettings web) {
        String url = web.publicUrl()
                .orElseThrow(() -> new IllegalArgumentException(
                        "web.publicUrl is missing: openIdConnect needs the address to which browsers are sent back"));
        if (!OpenIdSettings.isSafe(URI.create(url))) {
            throw new IllegalArgumentException(
                    "web.publicUrl is '" + url
                            + "', expected https:// as there is openIdConnect: it sends browsers back with what they sign in by");
        }
    }

    /** Whether there are users with passwords of this console. */
    boolean hasLocalUsers() {
        return openIdConnect.filter(OpenIdSettings::only).isEmpty();
    }

    /**
     * The same, of a system that keeps its files on this machine.
     *
     * @param bundles folders of model bundles
     * @param started id of the model that embedder and matcher are started with
     * @param key file for signing secrets
     * @param training folder of the trainer's runs
     */
    public ConsoleSettings onFiles(List<Path> bundles, String started, Path key, Path training) {
        return new ConsoleSettings(
                web,
                bundles,
                sightings,
                secretVariablePrefix,
                secretFolder,
                Optional.of(key),
                authorities,
                Optional.of(started),
                Optional.of(training),
                bcryptCost,
                restoreMegabytes,
                openIdConnect);
    }

    /** The same, on this port of this machine. */
    public ConsoleSettings onPort(int port) {
        return with(web.onPort(port));
    }

    /**
     * The same, served otherwise.
     *
     * @param host empty for as before
     * @param behindProxy whether there is a proxy though the settings may not say so
     * @param tls empty for as before
     */
    public ConsoleSettings served(Optional<String> host, boolean behindProxy, Optional<TlsSettings> tls) {
        return with(web.served(host, behindProxy, tls));
    }

    private ConsoleSettings with(WebSettings other) {
        return new ConsoleSettings(
                other,
                models,
                sightings,
                secretVariablePrefix,
                secretFolder,
                keyFile,
                authorities,
                startedWith,
                trainingFolder,
                bcryptCost,
                restoreMegabytes,
                openIdConnect);
    }
}
