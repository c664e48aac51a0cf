package io.sightline.console.http;

import io.sightline.core.UserError;
import io.sightline.core.config.Setting;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/** Where and how the console is served. */
public record WebSettings(
        @Setting(
                        byDefault = "127.0.0.1",
                        doc = "Address to listen on. Any other than this machine's own needs TLS or behindProxy")
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
        return new WebSettings(host, other, behindProxy, publicUrl, maxStreams, threads);
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
    void requireSafe() {
        if (!isLoopback() && !behindProxy) {
            throw new UserError("The console would be reached from other machines at " + host
                    + " without encryption. Put a proxy that ends TLS before it and say behindProxy"
                    + " (--behind-proxy), or let it listen on 127.0.0.1.");
        }
    }
}
