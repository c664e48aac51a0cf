package io.sightline.operations.identity;

import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.Reasons;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Says in plain words why an event was told. */
public final class ReasonsInWords {
    private final UnaryOperator<String> names;

    /** @param names from a personId to the name; to the id itself if nobody has it */
    public ReasonsInWords(UnaryOperator<String> names) {
        this.names = names;
    }

    /** A line: what it is about, and what is to be said of that. */
    public record Line(String about, String words) {}

    public List<Line> of(IdentityEvent event) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                "event",
                event.getKind() + " on camera " + event.getCameraId() + ", number " + event.getSequence()
                        + " of that camera"));
        lines.add(new Line("who", who(event.getPersonId(), event.getAnonymousId())));
        lines.add(new Line(
                "taken",
                event.getCapturedAt() + ", frame " + event.getFrameId() + "; the track began at "
                        + event.getFirstSeenAt()));
        lines.add(new Line("valid", "until " + event.getExpiresAt() + "; after that nobody may act on it"));
        if (event.getReasons() == null) {
            lines.add(new Line("reasons", "none: no face of the track was good enough to say who it is"));
        } else {
            add(event, event.getReasons(), lines);
        }
        return lines;
    }

    private void add(IdentityEvent event, Reasons r, List<Line> lines) {
        if (r.getDistance() == null) {
            lines.add(new Line("distance", "none: nobody was enrolled"));
        } else {
            String relation = r.getDistance() <= r.getThreshold() ? "within" : "beyond";
            lines.add(new Line(
                    "distance",
                    decimal(r.getDistance()) + " to " + nearest(r) + ", " + relation + " the threshold of "
                            + decimal(r.getThreshold())));
        }
        if (r.getStrangerDistance() != null) {
            lines.add(new Line(
                    "unknown",
                    decimal(r.getStrangerDistance()) + " to " + event.getAnonymousId() + " as seen in track "
                            + r.getTemplateId()));
        } else if (r.getTemplateId() != null) {
            lines.add(new Line("template", r.getTemplateId()));
        }
        lines.add(new Line("runner-up", runnerUp(r)));
        lines.add(new Line("faces", r.getEvidence() + " that agree, the best of quality " + decimal(r.getQuality())));
        lines.add(new Line("gallery", r.getGalleryOffset() < 0 ? "empty" : "as of offset " + r.getGalleryOffset()));
        lines.add(new Line("model", r.getModelId()));
        lines.add(new Line("liveness", r.getLiveness().name()));
        lines.add(new Line(
                "best crop",
                event.getCrop() == null
                        ? "none"
                        : "topic crops, partition " + event.getCrop().getPartition() + ", offset "
                                + event.getCrop().getOffset()));
    }

    private String nearest(Reasons r) {
        return r.getNearestPersonId() == null ? "the nearest person" : named(r.getNearestPersonId());
    }

    private String runnerUp(Reasons r) {
        String required = "at least " + decimal(r.getRequiredMargin()) + " is required";
        if (r.getRunnerUpPersonId() == null || r.getRunnerUpDistance() == null || r.getDistance() == null) {
            return "none, so any lead is enough (" + required + ")";
        }
        return named(r.getRunnerUpPersonId()) + " at " + decimal(r.getRunnerUpDistance()) + ", "
                + decimal(r.getRunnerUpDistance() - r.getDistance()) + " farther; " + required;
    }

    /**
     * Who said what, of a correction.
     *
     * @param label null if topic labels does not have it any more
     */
    public List<Line> ofCorrection(IdentityEvent correction, Label label) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                "event",
                correction.getKind() + " on camera " + correction.getCameraId() + ", number " + correction.getSequence()
                        + " of that camera"));
        lines.add(new Line("corrects", correction.getCorrects()));
        lines.add(new Line("it said", who(correction.getFormerPersonId(), correction.getFormerAnonymousId())));
        lines.add(new Line("it was", who(correction.getPersonId(), correction.getAnonymousId())));
        lines.add(new Line(
                "because",
                label == null
                        ? "of label " + correction.getLabelId() + ", which is not kept any more"
                        : said(label) + ", said by " + label.getActor() + " at " + label.getSaidAt() + " (label "
                                + label.getLabelId() + ")"));
        return lines;
    }

    private String said(Label label) {
        return switch (label.getKind()) {
            case IS -> "event " + label.getEventId() + " is " + named(label.getPersonId());
            case IS_NOT ->
                "event " + label.getEventId() + " is not " + who(label.getPersonId(), label.getAnonymousId());
            case NAMED -> label.getAnonymousId() + " is " + named(label.getPersonId());
            case SAME -> label.getAnonymousId() + " is " + label.getOlderAnonymousId() + ", who was seen earlier";
            case FORGOTTEN -> who(label.getPersonId(), label.getAnonymousId()) + " is forgotten";
            case UNLEARNED ->
                "the face of track " + label.getTrackId() + ", which decided this one, is not "
                        + named(label.getPersonId());
            case MERGED -> named(label.getPersonId()) + " is " + named(label.getIntoPersonId()) + ": they were merged";
            case UNSPECIFIED -> "of a label of a kind that this version does not know";
        };
    }

    private String who(String personId, String anonymousId) {
        if (personId != null) {
            return named(personId);
        }
        return anonymousId == null ? "nobody in particular" : anonymousId + ", who is not enrolled";
    }

    private String named(String personId) {
        String name = names.apply(personId);
        return name.equals(personId) ? personId + ", who is not known any more" : name + " (" + personId + ")";
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
