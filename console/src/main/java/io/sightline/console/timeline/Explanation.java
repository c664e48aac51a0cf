package io.sightline.console.timeline;

import io.sightline.console.api.SightingView.Certainty;
import io.sightline.console.people.PeopleBook;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.Reasons;
import java.util.Locale;
import java.util.Optional;

/** Why it is said who somebody is, in a sentence, and how sure that is. */
final class Explanation {
    /** Accepted at more than this part of the threshold is narrow. */
    private static final double CLEARLY_WITHIN = 0.9;
    /** And so is a lead over the next person of less than so many times what is required. */
    private static final double CLEAR_LEAD = 2;

    private final PeopleBook people;

    Explanation(PeopleBook people) {
        this.people = people;
    }

    static Certainty certainty(Sighting sighting) {
        boolean isSaid = sighting.word()
                .map(w -> sighting.personId().isPresent()
                        && sighting.personId().get().equals(w.getPersonId())
                        && w.getKind() != LabelKind.IS_NOT)
                .orElse(false);
        if (isSaid) {
            return Certainty.CONFIRMED;
        }
        Reasons r = sighting.explained().getReasons();
        if (sighting.personId().isEmpty() || r == null || r.getDistance() == null) {
            return Certainty.UNKNOWN;
        }
        boolean isNear = r.getDistance() <= CLEARLY_WITHIN * r.getThreshold();
        boolean hasLead = r.getRunnerUpDistance() == null
                || r.getRunnerUpDistance() - r.getDistance() >= CLEAR_LEAD * r.getRequiredMargin();
        return isNear && hasLead ? Certainty.CLEAR : Certainty.NARROW;
    }

    String sentence(Sighting sighting) {
        Reasons r = sighting.explained().getReasons();
        if (r == null) {
            return "No face was good enough to say who it is.";
        }
        if (r.getDistance() == null) {
            return "Nobody is enrolled yet.";
        }
        String next = r.getRunnerUpDistance() == null
                ? "nobody else is enrolled"
                : "the next person at " + decimal(r.getRunnerUpDistance());
        if (r.getDistance() <= r.getThreshold()
                && sighting.personId().equals(Optional.ofNullable(r.getNearestPersonId()))) {
            return "Distance " + decimal(r.getDistance()) + ", threshold " + decimal(r.getThreshold()) + ", " + next
                    + ".";
        }
        String nearest = r.getNearestPersonId() == null ? "the nearest person" : people.called(r.getNearestPersonId());
        Optional<String> corrected =
                sighting.formerPersonId().filter(f -> !sighting.personId().equals(Optional.of(f)));
        if (corrected.isPresent()) {
            return "It was taken for " + people.called(corrected.get()) + " at first: distance "
                    + decimal(r.getDistance()) + ", threshold " + decimal(r.getThreshold()) + ".";
        }
        if (r.getDistance() <= r.getThreshold()) {
            return "Too close to call: " + nearest + " at " + decimal(r.getDistance()) + ", " + next + "; a lead of "
                    + decimal(r.getRequiredMargin()) + " is required.";
        }
        if (sighting.personId().isPresent() && certainty(sighting) == Certainty.CONFIRMED) {
            return people.called(sighting.personId().get()) + ", by "
                    + sighting.word().get().getActor()
                    + "'s word; not recognised at the time: " + nearest + " was nearest at " + decimal(r.getDistance())
                    + ", threshold " + decimal(r.getThreshold()) + ".";
        }
        if (sighting.personId().isPresent()) {
            return "Not recognised at the time (" + nearest + " was nearest at " + decimal(r.getDistance())
                    + ", threshold " + decimal(r.getThreshold()) + "), and named since.";
        }
        return "Nobody who is enrolled: " + nearest + " is nearest at " + decimal(r.getDistance()) + ", threshold "
                + decimal(r.getThreshold()) + ".";
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
