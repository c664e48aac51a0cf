package io.sightline.console.people;

import static io.sightline.console.http.Endpoint.Method.DELETE;
import static io.sightline.console.http.Endpoint.Method.GET;
import static io.sightline.console.http.Endpoint.Method.PATCH;
import static io.sightline.console.http.Endpoint.Method.POST;

import io.sightline.console.api.EnrolmentAnswer;
import io.sightline.console.api.ForgetPreview;
import io.sightline.console.api.PersonChange;
import io.sightline.console.api.PersonView;
import io.sightline.console.api.Receipt;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Endpoint.Takes.Field;
import io.sightline.console.http.Problem;
import io.sightline.console.http.Request;
import io.sightline.console.http.Request.Upload;
import io.sightline.console.kafka.Stores;
import io.sightline.core.UserError;
import io.sightline.operations.topics.Erasure;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Person;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is enrolled, and what may be done about it. */
public final class PeopleEndpoints {
    private static final int MOST_PHOTOS = 20;
    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_CONSENT = 2_000;
    private static final Duration ERASURE_PATIENCE = Duration.ofSeconds(30);

    private final PeopleBook people;
    private final FacePictures pictures;
    private final PersonViews views;
    private final Stores stores;
    private final Clock clock;

    public PeopleEndpoints(PeopleBook people, FacePictures pictures, PersonViews views, Stores stores, Clock clock) {
        this.people = people;
        this.pictures = pictures;
        this.views = views;
        this.stores = stores;
        this.clock = clock;
    }

    public List<Endpoint> all() {
        return List.of(
                Endpoint.of(GET, "/people", "list-people", "Everybody who is enrolled, by name")
                        .role(Role.VIEWER)
                        .givesMany(PersonView.class)
                        .by(request -> views.all()),
                Endpoint.of(
                                GET,
                                "/people/{personId}/photos/<templateId>",
                                "show-photo",
                                "A face that somebody is recognised by")
                        .role(Role.VIEWER)
                        .givesBytes("image/jpeg")
                        .by(this::photo),
                Endpoint.of(
                                POST,
                                "/people/enrolments",
                                "enrol-person",
                                "Enrols somebody by photos; says of each what became of it")
                        .role(Role.OPERATOR)
                        .takesForm(
                                new Field("name", false, false, "of somebody new; or else"),
                                new Field("personId", false, false, "of somebody who is known"),
                                new Field("consent", false, false, "what the person agreed to"),
                                new Field(
                                        "photos",
                                        true,
                                        true,
                                        "1 to " + MOST_PHOTOS + " pictures: JPEG, PNG, WebP, BMP or GIF"))
                        .gives(EnrolmentAnswer.class)
                        .by(this::enrol),
                Endpoint.of(PATCH, "/people/{personId}", "change-person", "Changes a name, or what somebody agreed to")
                        .role(Role.OPERATOR)
                        .takes(PersonChange.class)
                        .gives(PersonView.class)
                        .by(this::change),
                Endpoint.of(
                                GET,
                                "/people/{personId}/forgetting",
                                "preview-forgetting",
                                "What forgetting somebody would take away")
                        .role(Role.OPERATOR)
                        .gives(ForgetPreview.class)
                        .by(request ->
                                stores.with(topics -> new Forgetting(topics, people, clock).preview(known(request)))),
                Endpoint.of(
                                DELETE,
                                "/people/{personId}",
                                "forget-person",
                                "Forgets somebody, and says what went and what goes when")
                        .role(Role.OPERATOR)
                        .gives(Receipt.class)
                        .by(this::forget));
    }

    private Person known(Request request) {
        String id = request.path("personId");
        return people.find(id).orElseThrow(() -> Problem.notFound("There is nobody with the id " + id));
    }

    private byte[] photo(Request request) throws InterruptedException {
        PeopleBook.Template template = people.template(request.path("personId"), request.path("templateId"))
                .orElseThrow(() -> Problem.notFound("There is no such photo, or not any more"));
        byte[] jpeg = pictures.of(template).orElseThrow(() -> Problem.notFound("This picture is not kept any more"));
        request.http().header("Cache-Control", "private, max-age=3600");
        return jpeg;
    }

    private EnrolmentAnswer enrol(Request request) throws IOException {
        Optional<String> personId = request.field("personId");
        Optional<String> name = request.field("name");
        if (personId.isPresent() == name.isPresent()) {
            throw new UserError("Expected either name, of somebody new, or personId, of somebody who is known");
        }
        if (personId.isPresent() && people.find(personId.get()).isEmpty()) {
            throw Problem.notFound("There is nobody with the id " + personId.get());
        }
        name.ifPresent(this::requireNewName);
        Optional<String> consent = request.field("consent");
        consent.ifPresent(PeopleEndpoints::requireConsent);
        List<Upload> photos = request.uploads("photos");
        if (photos.isEmpty() || photos.size() > MOST_PHOTOS) {
            throw new UserError("photos: " + photos.size() + " came, expected 1 to " + MOST_PHOTOS);
        }
        request.about(personId.orElse("new"), Map.of("photos", Integer.toString(photos.size())));
        return stores.with(
                topics -> new Enrolments(people).enrol(topics, personId.orElseGet(name::get), consent, photos));
    }

    private void requireNewName(String name) {
        requireName(name);
        if (people.all().stream().anyMatch(p -> name.equals(p.getName()))) {
            throw Problem.conflict(
                    "There is somebody called '" + name
                            + "' already. If it is the same person, add the photos to them; if not, give a name that tells them apart.");
        }
    }

    private static void requireName(String name) {
        if (name.isBlank() || name.length() > LONGEST_TEXT) {
            throw new UserError("A name has 1 to " + LONGEST_TEXT + " characters");
        }
        if (name.startsWith("person-") || name.startsWith("anon-")) {
            throw new UserError("A name does not begin with person- or anon-: those are ids");
        }
    }

    private static void requireConsent(String consent) {
        if (consent.length() > LONGEST_CONSENT) {
            throw new UserError("consent has at most " + LONGEST_CONSENT + " characters");
        }
    }

    private PersonView change(Request request) {
        PersonChange change = request.body(PersonChange.class);
        Person before = known(request);
        Optional<String> name = change.name().map(String::strip);
        name.filter(n -> !n.equals(before.getName())).ifPresent(this::requireNewName);
        change.consent().ifPresent(PeopleEndpoints::requireConsent);
        request.about(
                before.getPersonId(),
                Map.of(
                        "name",
                        name.isPresent() ? "changed" : "as before",
                        "consent",
                        change.consent().isPresent() ? "changed" : "as before"));
        Person after = Person.newBuilder(before)
                .setName(name.orElse(before.getName()))
                .setConsent(change.consent()
                        .map(String::strip)
                        .filter(c -> !c.isEmpty())
                        .orElse(change.consent().isPresent() ? null : before.getConsent()))
                .setChangedAt(clock.instant())
                .build();
        stores.with(topics -> {
            topics.put(Topics.PEOPLE, after.getPersonId(), after);
            return null;
        });
        return views.of(after);
    }

    private Receipt forget(Request request) {
        Person person = known(request);
        request.about(person.getPersonId(), Map.of());
        return stores.with(topics -> {
            var forgetting = new Forgetting(topics, people, clock);
            ForgetPreview before = forgetting.preview(person);
            Erasure.Receipt done = new Erasure(topics, clock).erase(person, ERASURE_PATIENCE);
            pictures.forget();
            return new Receipt(
                    forgetting.gone(before, done),
                    clock.instant(),
                    request.user().name());
        });
    }
}
