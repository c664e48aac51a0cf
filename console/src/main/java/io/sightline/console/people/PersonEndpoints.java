package io.sightline.console.people;

import static io.sightline.console.http.Endpoint.Method.DELETE;
import static io.sightline.console.http.Endpoint.Method.POST;

import io.sightline.console.api.MergeAnswer;
import io.sightline.console.api.MergeForm;
import io.sightline.console.api.PersonView;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Problem;
import io.sightline.console.http.Request;
import io.sightline.console.kafka.Stores;
import io.sightline.core.UserError;
import io.sightline.operations.people.Merging.Merged;
import io.sightline.operations.people.PhotoRemoval;
import io.sightline.schemas.avro.Person;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What changes somebody's faces: a merge with another, and taking a photo away. */
public final class PersonEndpoints {
    private static final Duration MERGE_PATIENCE = Duration.ofSeconds(25);
    /** What was changed is read back within milliseconds; an answer without it would only look odd. */
    private static final Duration READ_BACK = Duration.ofSeconds(5);

    private static final long STEP_MILLIS = 20;

    private final PeopleBook people;
    private final PersonViews views;
    private final Stores stores;
    private final Merges merges;
    /** Of two that are taken away at once, one may be the last. */
    private final Object removing = new Object();

    public PersonEndpoints(PeopleBook people, PersonViews views, Stores stores, Clock clock) {
        this.people = people;
        this.views = views;
        this.stores = stores;
        this.merges = new Merges(stores, clock, MERGE_PATIENCE);
    }

    public List<Endpoint> all() {
        return List.of(
                Endpoint.of(
                                POST,
                                "/people/{personId}/merge",
                                "merge-person",
                                "Makes one of two people: the other has the faces and the past of both. May be repeated")
                        .role(Role.OPERATOR)
                        .takes(MergeForm.class)
                        .gives(MergeAnswer.class)
                        .by(this::merge),
                Endpoint.of(
                                DELETE,
                                "/people/{personId}/photos/<templateId>",
                                "remove-photo",
                                "Takes away a face that somebody is recognised by; not the last one")
                        .role(Role.OPERATOR)
                        .gives(PersonView.class)
                        .by(this::removePhoto));
    }

    private MergeAnswer merge(Request request) throws InterruptedException {
        String from = request.path("personId");
        String into = request.body(MergeForm.class).into();
        if (into == null || into.isBlank()) {
            throw new UserError("into is missing, expected the id of the person who stays");
        }
        Person stays = known(into);
        request.about(from, Map.of("into", into));
        Merged done = merges.merge(from, into, request.user().name());
        readBack(() -> people.find(from).isEmpty() && people.templatesOf(from).isEmpty());
        return new MergeAnswer(views.of(known(into)), done.faces(), done.events(), words(stays.getName(), done));
    }

    private static String words(String name, Merged done) {
        return name + " has " + count(done.faces(), "face") + " more, and " + count(done.events(), "past event")
                + (done.events() == 1 ? " was" : " were") + " corrected.";
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    private PersonView removePhoto(Request request) throws InterruptedException {
        String personId = request.path("personId");
        String templateId = request.path("templateId");
        Person person = known(personId);
        request.about(personId, Map.of("photo", templateId));
        synchronized (removing) {
            switch (stores.with(topics -> new PhotoRemoval(topics).remove(personId, templateId))) {
                case REMOVED -> {}
                case NOT_THERE -> throw Problem.notFound("There is no such photo, or not any more");
                case IS_THE_LAST ->
                    throw Problem.conflict("This is the last photo of " + person.getName()
                            + ": without one they cannot be recognised. Add another first, or forget them");
            }
        }
        readBack(() -> people.template(personId, templateId).isEmpty());
        return views.of(person);
    }

    private Person known(String id) {
        return people.find(id).orElseThrow(() -> Problem.notFound("There is nobody with the id " + id));
    }

    private static void readBack(BooleanSupplier isRead) throws InterruptedException {
        long deadline = System.nanoTime() + READ_BACK.toNanos();
        while (!isRead.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(STEP_MILLIS);
        }
    }
}
