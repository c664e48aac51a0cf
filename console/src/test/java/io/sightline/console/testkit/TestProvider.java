package io.sightline.console.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A provider of OpenID Connect on this machine, strict with its clients, that lets everybody in without asking, and may be
 * told to lie. Thread-safe.
 */
public final class TestProvider implements AutoCloseable {
    public static final String CLIENT = "sightline";
    public static final String SECRET = "a secret, with a : in it";

    private final HttpServer server;
    private final Map<String, Map<String, String>> asked = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private volatile ECKey key = newKey("first");
    private volatile Forger forger = (claims, own) -> sign(claims.build(), own);
    private volatile Map<String, Object> userInfo = Map.of();
    private volatile Optional<String> refusal = Optional.empty();

    /** Makes the token that a client is given, of the claims that would be right. */
    @FunctionalInterface
    public interface Forger {
        String token(JWTClaimsSet.Builder claims, ECKey own) throws JOSEException;
    }

    private TestProvider(HttpServer server) {
        this.server = server;
    }

    /** @param port 0 for any */
    public static TestProvider start(int port) throws IOException {
        var provider =
                new TestProvider(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        provider.server.createContext("/", exchange -> {
            try (exchange) {
                provider.answer(exchange);
            }
        });
        provider.server.start();
        return provider;
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
    }

    /** As at the start. */
    public TestProvider honest() {
        forger = (claims, own) -> sign(claims.build(), own);
        userInfo = Map.of();
        refusal = Optional.empty();
        return this;
    }

    /** Says this of the user who signs in next, and from then on. */
    public TestProvider saying(Map<String, Object> claims) {
        return forging((right, own) -> {
            claims.forEach(right::claim);
            return sign(right.build(), own);
        });
    }

    public TestProvider forging(Forger other) {
        forger = other;
        return this;
    }

    /** Lets nobody in from now on. */
    public TestProvider refusing(String error) {
        refusal = Optional.of(error);
        return this;
    }

    public TestProvider sayingOnRequest(Map<String, Object> claims) {
        userInfo = claims;
        return this;
    }

    /** Signs with another key from now on, and says so. */
    public void turnKey() {
        key = newKey("next");
    }

    /** What the last browser was sent here with. */
    public Map<String, String> lastAsked() {
        return asked.get("last");
    }

    public static ECKey newKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String sign(JWTClaimsSet claims, ECKey key) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private void answer(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/realm/.well-known/openid-configuration" -> json(exchange, 200, discovery());
            case "/realm/keys" -> json(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
            case "/realm/authorize" -> authorize(exchange);
            case "/realm/token" -> token(exchange);
            case "/realm/userinfo" -> json(exchange, 200, JSONObjectUtils.toJSONString(userInfo));
            default -> json(exchange, 404, "{}");
        }
    }

    private String discovery() {
        return """
                {"issuer": "I", "authorization_endpoint": "I/authorize", "token_endpoint": "I/token",
                 "jwks_uri": "I/keys", "userinfo_endpoint": "I/userinfo", "end_session_endpoint": "I/end",
                 "response_types_supported": ["code"], "subject_types_supported": ["public"],
                 "id_token_signing_alg_values_supported": ["ES256", "HS256"],
                 "token_endpoint_auth_methods_supported": ["client_secret_basic"]}"""
                .replace("\"I", "\"" + issuer());
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
        asked.put("last", query);
        String code = UUID.randomUUID().toString();
        codes.put(code, query);
        String answer = refusal.map(r -> "error=" + r).orElse("code=" + code);
        exchange.getResponseHeaders()
                .add(
                        "Location",
                        query.get("redirect_uri") + "?" + answer + "&state="
                                + URLEncoder.encode(query.get("state"), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(302, -1);
    }

    /** A code is good once, for the client, the address and the verifier that it was asked with. */
    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String client = Base64.getEncoder()
                .encodeToString((URLEncoder.encode(CLIENT, StandardCharsets.UTF_8) + ":"
                                + URLEncoder.encode(SECRET, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8));
        Map<String, String> begun = codes.remove(form.getOrDefault("code", ""));
        if (!("Basic " + client).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            json(exchange, 401, "{\"error\": \"invalid_client\"}");
        } else if (begun == null
                || !begun.get("redirect_uri").equals(form.get("redirect_uri"))
                || !begun.get("code_challenge").equals(challenge(form.getOrDefault("code_verifier", "")))) {
            json(exchange, 400, "{\"error\": \"invalid_grant\"}");
        } else {
            json(
                    exchange,
                    200,
                    """
                    {"access_token": "an access token", "token_type": "Bearer", "id_token": "%s"}"""
                            .formatted(idToken(begun)));
        }
    }

    private String idToken(Map<String, String> begun) {
        Instant now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("subject-1")
                .audience(CLIENT)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("nonce", begun.get("nonce"));
        try {
            return forger.token(claims, key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> form(String text) {
        Map<String, String> values = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    private static void json(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
