package io.sightline.console.http;

import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what is refused before it comes to any endpoint, such as a path above the root: like any other problem. */
final class Unrouted extends ErrorHandler {
    private final Map<String, String> headers;

    /** @param headers of every answer */
    Unrouted(Map<String, String> headers) {
        this.headers = headers;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int status, String message, Throwable cause, Callback callback) {
        prepare(response.getHeaders());
        response.setStatus(status);
        Content.Sink.write(response, true, body(status), callback);
    }

    private void prepare(HttpFields.Mutable fields) {
        headers.forEach(fields::put);
        fields.put(HttpHeader.CACHE_CONTROL, "no-store");
        fields.put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    }

    private static String body(int status) {
        // Neither the server's message nor the address: both may have what was sent, and the one also what it is made
        // of.
        String title = HttpStatus.getMessage(status);
        return Json.write(Problem.body(status, "The request cannot be understood: " + title, "/"));
    }
}
