package io.sightline.console.docs;

import static io.sightline.console.http.Endpoint.Method.GET;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Serves the documents, and a page to browse the API with: Swagger UI as its authors packaged it, from here. */
public final class DocsEndpoints {
    private static final String OWN = "io/sightline/console/docs/";
    private static final String SWAGGER = "META-INF/resources/webjars/swagger-ui/5.34.1/";
    /** It sets styles as it goes; what runs, and whom it may ask, stays this console alone. */
    private static final String PAGE_POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private final List<Endpoint> documents;
    private final List<Endpoint> described = new ArrayList<>();
    private byte[] openApi;

    /** @param api all other endpoints */
    public DocsEndpoints(List<Endpoint> api) {
        this.documents = List.of(
                Endpoint.of(GET, "/api/openapi.json", "show-openapi", "This API, as OpenAPI 3.1")
                        .role(Role.VIEWER)
                        .givesBytes("application/json")
                        .by(request -> openApi()),
                Endpoint.of(GET, "/api/asyncapi.json", "show-asyncapi", "The topics in Kafka, as AsyncAPI 3.0")
                        .role(Role.VIEWER)
                        .givesBytes("application/json")
                        .by(request -> bytes(AsyncApi.document())));
        described.addAll(api);
        described.addAll(documents);
    }

    /** The document that is served. */
    public ObjectNode document() {
        return OpenApi.of(described);
    }

    public List<Endpoint> all() {
        List<Endpoint> all = new ArrayList<>(documents);
        all.add(Endpoint.of(GET, "/docs", "show-docs", "A page to browse the API with")
                .role(Role.VIEWER)
                .givesBytes("text/html; charset=utf-8")
                .by(DocsEndpoints::page));
        all.add(file("docs.js", OWN, "show-docs-script", "text/javascript; charset=utf-8"));
        all.add(file("swagger-ui-bundle.js", SWAGGER, "show-docs-library", "text/javascript; charset=utf-8"));
        all.add(file("swagger-ui.css", SWAGGER, "show-docs-style", "text/css; charset=utf-8"));
        return all;
    }

    private static Endpoint file(String name, String folder, String id, String mediaType) {
        return Endpoint.of(GET, "/docs/" + name, id, "A part of the page")
                .role(Role.VIEWER)
                .givesBytes(mediaType)
                .by(request -> {
                    request.http().header("Cache-Control", "private, max-age=3600");
                    return resource(folder + name);
                });
    }

    private static byte[] page(Request request) {
        request.http().header("Content-Security-Policy", PAGE_POLICY);
        return resource(OWN + "docs.html");
    }

    private synchronized byte[] openApi() {
        if (openApi == null) {
            openApi = bytes(document());
        }
        return openApi;
    }

    private static byte[] bytes(ObjectNode document) {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] resource(String path) {
        try (InputStream resource = DocsEndpoints.class.getClassLoader().getResourceAsStream(path)) {
            if (resource == null) {
                throw new IllegalStateException("The build is not complete: " + path + " is missing");
            }
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(path + " cannot be read", e);
        }
    }
}
