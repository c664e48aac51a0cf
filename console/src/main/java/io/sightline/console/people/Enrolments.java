package io.sightline.console.people;

import io.sightline.console.api.EnrolmentAnswer;
import io.sightline.console.api.EnrolmentAnswer.Lookalike;
import io.sightline.console.api.EnrolmentAnswer.PhotoAnswer;
import io.sightline.console.http.Request.Upload;
import io.sightline.core.UserError;
import io.sightline.operations.topics.Enrolment;
import io.sightline.operations.topics.Photo;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.avro.EnrollmentResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Enrols by photos that were uploaded; each has an answer of its own. */
final class Enrolments {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PeopleBook people;

    Enrolments(PeopleBook people) {
        this.people = people;
    }

    /**
     * Enrols somebody.
     *
     * @param nameOrId a new name, or the id of somebody who is known
     * @throws UserError if no photo can be read, or several people have the name
     */
    EnrolmentAnswer enrol(TopicStore topics, String nameOrId, Optional<String> consent, List<Upload> uploads) {
        Map<Integer, PhotoAnswer> answers = new LinkedHashMap<>();
        List<Photo> photos = new ArrayList<>();
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < uploads.size(); i++) {
            Upload upload = uploads.get(i);
            try {
                photos.add(Photo.checked(upload.name(), upload.bytes()));
                sent.add(i);
            } catch (UserError e) {
                // It never gets as far as the detector: it is no picture, or one that is too large to be decoded.
                answers.put(i, refused(upload.name(), e.getMessage()));
            }
        }
        if (photos.isEmpty()) {
            return new EnrolmentAnswer(
                    people.find(nameOrId).map(p -> p.getPersonId()).orElse(""),
                    people.nameOf(nameOrId),
                    false,
                    people.find(nameOrId).isPresent(),
                    List.copyOf(answers.values()));
        }
        Enrolment.Outcome outcome = new Enrolment(topics).enrol(nameOrId, photos, consent, PATIENCE);
        for (int i = 0; i < photos.size(); i++) {
            answers.put(sent.get(i), answer(outcome.answers().get(i)));
        }
        boolean isKnown = !outcome.isNew()
                || outcome.answers().stream()
                        .anyMatch(a -> a.isEnrolled() || a.result().isEmpty());
        return new EnrolmentAnswer(
                outcome.person().getPersonId(),
                outcome.person().getName(),
                outcome.isNew(),
                isKnown,
                answers.keySet().stream().sorted().map(answers::get).toList());
    }

    private static PhotoAnswer refused(String file, String message) {
        return new PhotoAnswer(file, false, "UNREADABLE", message, Optional.empty(), Optional.empty());
    }

    /** The pipeline knows ids alone. */
    private String words(EnrollmentResult result) {
        String other = result.getClosestPersonId();
        return other == null ? result.getMessage() : result.getMessage().replace(other, people.called(other));
    }

    private PhotoAnswer answer(Enrolment.Answer answer) {
        String file = answer.photo().label();
        if (answer.result().isEmpty()) {
            return new PhotoAnswer(
                    file,
                    false,
                    "NO_ANSWER",
                    "No answer within " + PATIENCE.toSeconds()
                            + " s: a stage is busy or away. It is looked at as soon as it can be.",
                    Optional.empty(),
                    Optional.empty());
        }
        EnrollmentResult result = answer.result().get();
        Optional<Lookalike> lookalike = Optional.ofNullable(result.getClosestPersonId())
                .filter(id -> result.getTooClose())
                .map(id -> new Lookalike(id, people.nameOf(id), result.getClosestDistance()));
        return new PhotoAnswer(
                file,
                answer.isEnrolled(),
                result.getOutcome().name(),
                words(result),
                Optional.ofNullable(result.getQuality()).map(q -> (double) q.getScore()),
                lookalike);
    }
}
