package io.sightline.operations.identity;

import io.sightline.core.UserError;
import io.sightline.operations.topics.Labelling;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelOutcome;
import io.sightline.schemas.avro.Person;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Makes somebody known who was only seen: gives the key of an unknown a name, and waits for what follows of it. */
public final class Naming {
    private static final Pattern KEY = Pattern.compile("anon-[0-9a-f]{12}");

    private final TopicStore topics;
    private final Labelling labelling;
    private final RandomGenerator random;

    public Naming(TopicStore topics) {
        this(topics, new Labelling(topics), new SecureRandom());
    }

    Naming(TopicStore topics, Labelling labelling, RandomGenerator random) {
        this.topics = topics;
        this.labelling = labelling;
        this.random = random;
    }

    /**
     * What became of it.
     *
     * @param anonymousId the key that stays of the one that was given
     * @param isNew whether the person was not known before
     * @param isKept whether the person is known now: somebody new whom nothing was learned of is forgotten again
     * @param earlier what was said of the key before, if it was given a name
     */
    public record Named(
            String anonymousId,
            Person person,
            boolean isNew,
            boolean isKept,
            Labelling.Outcome outcome,
            Optional<Label> earlier) {}

    /** @throws UserError if it is not the key of an unknown */
    public static void requireKey(String anonymousId) {
        if (!KEY.matcher(anonymousId).matches()) {
            throw new UserError("'" + anonymousId + "' is no key of an unknown; expected anon- and twelve of 0-9a-f, as"
                    + " ./sightline clusters shows them");
        }
    }

    /**
     * @param nameOrId a name that is new; or that of somebody who is known, if asExisting; or somebody's id
     * @param consent what the person agreed to; empty leaves what is recorded
     * @throws UserError if the name is taken and not said to be that person, or the other way round
     * @throws io.sightline.operations.topics.Unavailable if Kafka or the registry does not answer
     */
    public Named name(
            String anonymousId,
            String nameOrId,
            boolean asExisting,
            Optional<String> consent,
            Saying saying,
            Duration patience) {
        requireKey(anonymousId);
        KnownLabels labels = KnownLabels.of(topics.latest(Topics.LABELS).values());
        String key = labels.keyThatStays(anonymousId);
        Optional<Label> before = labels.byId(saying.labelId());
        People people = People.of(topics.latest(Topics.PEOPLE));
        Optional<Person> known = people.find(nameOrId);
        // Said again under the same id: the person is known by the first time.
        boolean isRepeated = known.isPresent()
                && before.map(l -> known.get().getPersonId().equals(l.getPersonId()))
                        .orElse(false);
        requireMeant(known, nameOrId, asExisting || isRepeated);
        Person person = known.orElseGet(() -> People.newPerson(nameOrId, saying.saidAt(), random));
        Label label = new Correction(saying).named(key, person);
        labels.requireSameOrNew(label);
        consent.ifPresent(person::setConsent);
        if (known.isEmpty() || consent.isPresent()) {
            person.setChangedAt(saying.saidAt());
            topics.put(Topics.PEOPLE, person.getPersonId(), person);
        }
        Labelling.Outcome outcome = labelling.say(label, patience);
        // With an answer missing, it may yet be followed: then the name is needed.
        boolean isVain = known.isEmpty() && outcome.isComplete() && !outcome.isSaid(LabelOutcome.APPLIED);
        if (isVain) {
            topics.remove(Topics.PEOPLE, person.getPersonId());
        }
        return new Named(key, person, known.isEmpty(), !isVain, outcome, labels.naming(key));
    }

    private static void requireMeant(Optional<Person> known, String nameOrId, boolean isSaidToExist) {
        if (known.isPresent() && !isSaidToExist && !known.get().getPersonId().equals(nameOrId)) {
            throw new UserError("The name '" + nameOrId + "' exists: it is "
                    + known.get().getPersonId()
                    + "'s. If it is the same person, say --as-existing; if not, give a name that tells them apart.");
        }
        if (known.isEmpty() && (isSaidToExist || nameOrId.startsWith("person-"))) {
            throw new UserError("Nobody is called '" + nameOrId
                    + "', and it is nobody's id; ./sightline people lists who is known."
                    + (isSaidToExist ? " Without --as-existing, a new person of that name is made." : ""));
        }
    }
}
