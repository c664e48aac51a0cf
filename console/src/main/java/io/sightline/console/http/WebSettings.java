package io.sightline.console.http;

import io.sightline.core.UserError;
import io.sightline.core.config.Setting;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/** Where and how the console is served. */
public record WebSettings(
        @Setting(
                        byDefault = "127.0.0.1",
                        doc = "Address to listen on. Any other than this machine's own needs tls or behindProxy")
                String host,
        @Setting(byDefault = "8088", doc = "Port; 0 for any free one") int port,
        @Setting(
                        byDefault = "false",
                        doc =
                                "Whether a proxy stands before it that ends TLS and sets X-Forwarded-For, -Proto and -Host anew; without such a proxy anybody could forge these")
                boolean behindProxy,
        @Setting(
                        byDefault = "",
                        doc = "How browsers reach it, such as https://sightline.example; empty for host and port")
                Optional<String> publicUrl,
        @Setting(byDefault = "", doc = "Certificate and key, for TLS without a proxy; empty for none")
                Optional<TlsSettings> tls,
        @Setting(byDefault = "200", doc = "Live views and timelines that may be open at the same time") int maxStreams,
        @Setting(byDefault = "32", doc = "Threads that answer requests; one that streams has its own beside these")
                int threads) {

    /**
     * @throws UserError if it would be reached by others in the clear
     * @throws IllegalArgumentException if a value is out of range
     */
    public WebSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port is " + port + ", expected 0 to 65535");
        }
        if (maxStreams < 1 || maxStreams > 2_000) {
            throw new IllegalArgumentException("maxStreams is " + maxStreams + ", expected 1 to 2000");
        }
        if (threads < 8 || threads > 500) {
            throw new IllegalArgumentException("threads is " + threads + ", expected 8 to 500");
        }
        publicUrl.ifPresent(WebSettings::check);
        if (tls.isPresent() && publicUrl.filter(u -> u.startsWith("http://")).isPresent()) {
            throw new IllegalArgumentException(
                    "publicUrl is '" + publicUrl.get() + "', expected https:// as there are tls settings");
        }
    }

    private static void check(String url) {
        try {
            URI uri = URI.create(url);
            boolean isWeb = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (isWeb
                    && uri.getHost() != null
                    && (uri.getPath().isEmpty() || uri.getPath().equals("/"))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "publicUrl is '" + url + "', expected http:// or https:// with a host and no path");
    }

    /** The same, on another port. */
    public WebSettings onPort(int other) {
        return new WebSettings(host, other, behindProxy, publicUrl, tls, maxStreams, threads);
    }

    /** The same, but where something else is said of how it is served. */
    public WebSettings served(Optional<String> otherHost, boolean isBehindProxy, Optional<TlsSettings> otherTls) {
        return new WebSettings(
                otherHost.orElse(host),
                port,
                behindProxy || isBehindProxy,
                publicUrl,
                otherTls.or(() -> tls),
                maxStreams,
                threads);
    }

    /**
     * How a browser reaches it, without a slash at the end.
     *
     * @param port that it listens on
     */
    public String url(int port) {
        return publicUrl
                .map(url -> url.replaceAll("/$", ""))
                .orElseGet(() -> (tls.isPresent() ? "https://" : "http://") + shownHost() + ":" + port);
    }

    /** No browser finds "all addresses": this machine's name is shown instead. */
    private String shownHost() {
        try {
            InetAddress address = InetAddress.getByName(host);
            String shown =
                    address.isAnyLocalAddress() ? InetAddress.getLocalHost().getHostName() : host;
            return shown.contains(":") ? "[" + shown + "]" : shown;
        } catch (UnknownHostException e) {
            return host;
        }
    }

    /** Whether only programs on this machine can reach it. @throws UserError if there is no such address */
    boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new UserError("host is '" + host + "', which is no address of this machine", e);
        }
    }

    /**
     * @throws UserError if passwords and pictures would cross a network in the clear
     */
    public void requireSafe() {
        if (!isLoopback() && !behindProxy && tls.isEmpty()) {
            throw new UserError("The console would be reached from other machines at " + host
                    + " without encryption. Give it a certificate and its key (tls; --tls-certificate, --tls-key), or put"
                    + " a proxy that ends TLS before it and say behindProxy (--behind-proxy), or let it listen on"
                    + " 127.0.0.1.");
        }
    }

    /**
     * Tells early what would keep it from being served, before anything else is started.
     *
     * @throws UserError as {@link #requireSafe}, and if the certificate cannot be used
     */
    public void requireUsable(Instant now) {
        requireSafe();
        tls.ifPresent(t -> Certificate.of(t, new CertificateFiles(t).read(), now));
    }
}
