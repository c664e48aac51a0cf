package io.sightline.console.timeline;

import static io.sightline.console.http.Endpoint.Method.GET;
import static io.sightline.console.http.Endpoint.Method.POST;

import io.sightline.console.api.LabelAnswer;
import io.sightline.console.api.LabelRequest;
import io.sightline.console.api.NamingAnswer;
import io.sightline.console.api.NamingRequest;
import io.sightline.console.api.Role;
import io.sightline.console.api.SightingPage;
import io.sightline.console.api.SightingView;
import io.sightline.console.api.StrangerGroup;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Endpoint.Gives.Event;
import io.sightline.console.http.EventStreams;
import io.sightline.console.http.EventStreams.Message;
import io.sightline.console.http.Problem;
import io.sightline.console.http.Request;
import io.sightline.console.kafka.Stores;
import io.sightline.console.people.FacePictures;
import io.sightline.core.UserError;
import io.sightline.schemas.avro.CropRef;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sightings, what is said of them, and strangers. */
final class TimelineEndpoints {
    private static final int MOST_ON_A_PAGE = 200;
    private static final int ON_A_PAGE = 50;
    private static final Pattern CROP = Pattern.compile("(\\d{1,5})-(\\d{1,18})");

    private final SightingBook book;
    private final Strangers strangers;
    private final FacePictures pictures;
    private final EventStreams streams;
    private final Stores stores;
    private final InstantSource clock;

    TimelineEndpoints(
            SightingBook book,
            Strangers strangers,
            FacePictures pictures,
            EventStreams streams,
            Stores stores,
            InstantSource clock) {
        this.book = book;
        this.strangers = strangers;
        this.pictures = pictures;
        this.streams = streams;
        this.stores = stores;
        this.clock = clock;
    }

    List<Endpoint> all() {
        return List.of(
                filtered(Endpoint.of(GET, "/sightings", "list-sightings", "Sightings, the latest first"))
                        .query("before", "next of the page before")
                        .query("limit", "at most so many, 1 to " + MOST_ON_A_PAGE + "; " + ON_A_PAGE + " if not said")
                        .role(Role.VIEWER)
                        .gives(SightingPage.class)
                        .by(request -> book.page(
                                filter(request),
                                request.query("before"),
                                request.number("limit", ON_A_PAGE, 1, MOST_ON_A_PAGE))),
                filtered(Endpoint.of(GET, "/sightings/stream", "follow-sightings", "Sightings as they come and change"))
                        .role(Role.VIEWER)
                        .givesEvents(new Event("sighting", SightingView.class))
                        .by(this::follow),
                Endpoint.of(
                                GET,
                                "/crops/{place}",
                                "show-crop",
                                "A face, 224 x 224; place is partition-offset of topic crops")
                        .role(Role.VIEWER)
                        .givesBytes("image/jpeg")
                        .by(this::crop),
                Endpoint.of(POST, "/labels", "say-who", "Says of a sighting that it is right, or not, or who it is")
                        .role(Role.OPERATOR)
                        .takes(LabelRequest.class)
                        .gives(LabelAnswer.class)
                        .by(this::label),
                Endpoint.of(
                                GET,
                                "/unknowns",
                                "list-unknowns",
                                "Strangers, grouped by what they look like, the most frequent first")
                        .role(Role.VIEWER)
                        .givesMany(StrangerGroup.class)
                        .by(request -> stores.with(strangers::groups)),
                Endpoint.of(POST, "/unknowns/names", "name-unknown", "Gives strangers a name; their past is corrected")
                        .role(Role.OPERATOR)
                        .takes(NamingRequest.class)
                        .gives(NamingAnswer.class)
                        .by(this::name));
    }

    private static Endpoint.Builder filtered(Endpoint.Builder endpoint) {
        return endpoint.query("person", "a personId")
                .query("stranger", "an anonymousId")
                .query("camera", "a cameraId")
                .query("from", "seen at or after this time")
                .query("to", "seen at or before this time")
                .query("certainty", "CONFIRMED, CLEAR, NARROW or UNKNOWN");
    }

    private static SightingBook.Filter filter(Request request) {
        return new SightingBook.Filter(
                request.query("person"),
                request.query("stranger"),
                request.query("camera"),
                request.query("from").map(t -> time("from", t)),
                request.query("to").map(t -> time("to", t)),
                request.query("certainty").map(TimelineEndpoints::certainty));
    }

    private static Instant time(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new UserError(name + " is '" + text + "', expected a time such as 2026-05-01T08:00:00Z", e);
        }
    }

    private static SightingView.Certainty certainty(String text) {
        try {
            return SightingView.Certainty.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw new UserError("certainty is '" + text + "', expected CONFIRMED, CLEAR, NARROW or UNKNOWN", e);
        }
    }

    private Object follow(Request request) {
        SightingBook.Filter filter = filter(request);
        streams.answer(
                request, stream -> book.follow(filter, s -> stream.send(Message.of("sighting", s.sightingId(), s))));
        return null;
    }

    private byte[] crop(Request request) throws InterruptedException {
        Matcher place = CROP.matcher(request.path("place"));
        if (!place.matches()) {
            throw new UserError("'" + request.path("place") + "' is no place of a crop; expected partition-offset");
        }
        var ref = new CropRef(Integer.parseInt(place.group(1)), Long.parseLong(place.group(2)));
        Optional<byte[]> found = pictures.of(ref);
        request.http().header("Cache-Control", "private, max-age=3600");
        return found.orElseThrow(() -> Problem.notFound("This picture is not kept any more"));
    }

    private LabelAnswer label(Request request) {
        LabelRequest asked = request.body(LabelRequest.class);
        request.about(
                asked.eventId(),
                Map.of(
                        "kind",
                        asked.kind().name(),
                        "person",
                        asked.personId().orElse(asked.name().isPresent() ? "new" : "")));
        return stores.with(topics -> new Words(topics, request.user().name(), clock).say(asked));
    }

    private NamingAnswer name(Request request) {
        NamingRequest asked = request.body(NamingRequest.class);
        request.about(
                String.join(",", asked.anonymousIds()),
                Map.of("person", asked.personId().orElse("new")));
        return stores.with(topics -> new Words(topics, request.user().name(), clock).name(asked));
    }
}
