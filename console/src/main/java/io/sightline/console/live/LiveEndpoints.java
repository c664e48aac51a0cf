package io.sightline.console.live;

import static io.sightline.console.http.Endpoint.Method.GET;

import io.sightline.console.api.LiveCamera;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Endpoint.Gives.Event;
import io.sightline.console.http.EventStreams;
import io.sightline.console.http.Problem;
import io.sightline.console.http.Request;
import java.util.List;

/** What cameras see now. */
public final class LiveEndpoints {
    private static final int WIDEST = 4096;

    private final LiveView live;
    private final EventStreams streams;

    public LiveEndpoints(LiveView live, EventStreams streams) {
        this.live = live;
        this.streams = streams;
    }

    public List<Endpoint> all() {
        return List.of(
                Endpoint.of(
                                GET,
                                "/live",
                                "follow-cameras",
                                "Every camera with its picture, boxes and names, as it changes")
                        .role(Role.VIEWER)
                        .givesEvents(new Event("camera", LiveCamera.class))
                        .by(this::follow),
                Endpoint.of(
                                GET,
                                "/live/pictures/{cameraId}/{epoch}/{number}",
                                "show-picture",
                                "A picture that a camera shows, or just did")
                        .query("width", "about so wide, pixels; whole if not said")
                        .role(Role.VIEWER)
                        .givesBytes("image/jpeg")
                        .by(this::picture));
    }

    private Object follow(Request request) {
        streams.answer(request, stream -> live.watch(stream::send));
        return null;
    }

    private byte[] picture(Request request) {
        String cameraId = request.path("cameraId");
        String frameId = cameraId + "/" + request.path("epoch") + "/" + request.path("number");
        byte[] jpeg = live.picture(cameraId, frameId, request.number("width", 0, 0, WIDEST))
                .orElseThrow(() -> Problem.notFound("This picture is not shown any more"));
        request.http().header("Cache-Control", "private, max-age=60");
        return jpeg;
    }
}
