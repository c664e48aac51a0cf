package io.sightline.operations.topics;

import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Enrollment;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.Person;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes a person known by photos, and waits for what the pipeline says of each. */
public final class Enrolment {
    private static final Duration POLL = Duration.ofMillis(100);

    private final TopicStore topics;
    private final Clock clock;
    private final RandomGenerator random;

    public Enrolment(TopicStore topics) {
        this(topics, Clock.systemUTC(), new SecureRandom());
    }

    Enrolment(TopicStore topics, Clock clock, RandomGenerator random) {
        this.topics = topics;
        this.clock = clock;
        this.random = random;
    }

    /**
     * What became of it.
     *
     * @param result empty if no answer came in time
     */
    public record Answer(Photo photo, Optional<EnrollmentResult> result) {
        public boolean isEnrolled() {
            return result.map(r -> r.getOutcome() == EnrollmentOutcome.ENROLLED).orElse(false);
        }
    }

    /**
     * The outcome for all photos.
     *
     * @param isNew whether the person was not known before
     */
    public record Outcome(Person person, boolean isNew, List<Answer> answers) {
        public boolean isComplete() {
            return answers.stream().allMatch(Answer::isEnrolled);
        }
    }

    /**
     * Enrols somebody under their name, or an id that is known already. A person who is new and of whom no photo was
     * taken is forgotten again: a name without a face helps nobody.
     *
     * @param consent what the person agreed to; empty leaves what is recorded
     * @throws io.sightline.core.UserError if several people have the name
     * @throws Unavailable if Kafka or the registry does not answer
     */
    public Outcome enrol(String nameOrId, List<Photo> photos, Optional<String> consent, Duration patience) {
        Optional<Person> known = People.of(topics.latest(Topics.PEOPLE)).find(nameOrId);
        Person person = known.orElseGet(() -> People.newPerson(nameOrId, clock.instant(), random));
        consent.ifPresent(person::setConsent);
        if (known.isEmpty() || consent.isPresent()) {
            person.setChangedAt(clock.instant());
            topics.put(Topics.PEOPLE, person.getPersonId(), person);
        }
        List<Answer> answers = submit(person.getPersonId(), photos, patience);
        boolean isRefused =
                answers.stream().allMatch(a -> !a.isEnrolled() && a.result().isPresent());
        if (known.isEmpty() && isRefused) {
            topics.remove(Topics.PEOPLE, person.getPersonId());
        }
        return new Outcome(person, known.isEmpty(), answers);
    }

    private List<Answer> submit(String personId, List<Photo> photos, Duration patience) {
        Map<String, Photo> waiting = new LinkedHashMap<>();
        Map<String, EnrollmentResult> results = new LinkedHashMap<>();
        photos.forEach(p -> waiting.putIfAbsent(photoId(p), p));
        // Opened before anything is sent: no answer can be missed, and none of an earlier time is taken for one.
        try (TopicTail<EnrollmentResult> tail = topics.tail(Topics.ENROLLMENT_RESULTS, From.END)) {
            waiting.forEach((id, photo) -> topics.put(
                    Topics.ENROLLMENTS, personId, new Enrollment(personId, id, clock.instant(), photo.image())));
            long deadline = System.nanoTime() + patience.toNanos();
            while (results.size() < waiting.size() && System.nanoTime() < deadline) {
                for (Entry<EnrollmentResult> entry : tail.poll(POLL)) {
                    EnrollmentResult result = entry.value();
                    if (result != null
                            && result.getPersonId().equals(personId)
                            && waiting.containsKey(result.getPhotoId())) {
                        results.merge(result.getPhotoId(), result, Enrolment::prevailing);
                    }
                }
            }
        }
        return photos.stream()
                .map(p -> new Answer(p, Optional.ofNullable(results.get(photoId(p)))))
                .toList();
    }

    /** The last answer holds; but a photo that made a template is enrolled, whatever else is said of it. */
    static EnrollmentResult prevailing(EnrollmentResult before, EnrollmentResult now) {
        boolean wasEnrolled = before.getOutcome() == EnrollmentOutcome.ENROLLED;
        return wasEnrolled && now.getOutcome() != EnrollmentOutcome.ENROLLED ? before : now;
    }

    /** The same photo has the same id, so that to submit it again makes no second template. */
    private static String photoId(Photo photo) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(photo.image().duplicate());
            return "photo-" + HexFormat.of().formatHex(digest.digest(), 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
