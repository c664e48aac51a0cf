package io.sightline.standalone.command;

import io.sightline.core.service.ExitCode;
import io.sightline.operations.topics.Labelling;
import io.sightline.schemas.avro.LabelOutcome;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What the matcher made of a label, for people, for programs, and as an exit code. */
record LabelAnswer(Labelling.Outcome outcome) {

    ExitCode exitCode() {
        if (!outcome.isComplete()) {
            return ExitCode.UNAVAILABLE;
        }
        return switch (outcome.verdict()) {
            case APPLIED -> ExitCode.OK;
            case FAILED -> ExitCode.FAILED;
            case NOTHING_HERE, UNKNOWN_EVENT, ALREADY, NOT_SAID, PERSON_ERASED -> ExitCode.NEGATIVE;
        };
    }

    /**
     * @param done what is so now, if it was applied
     * @param about what the label is about, as a sentence's subject
     */
    void print(String done, String about, PrintStream out, PrintStream err) {
        if (outcome.isSaid(LabelOutcome.APPLIED)) {
            out.println(done);
            out.println(changes());
        } else if (outcome.isComplete()) {
            err.println("sightline: " + refusal(about));
        }
        outcome.messages(LabelOutcome.FAILED).forEach(m -> err.println("sightline: the matcher failed on it: " + m));
        if (!outcome.isComplete()) {
            err.println(
                    "sightline: " + (outcome.partitions() - outcome.answers().size()) + " of "
                            + outcome.partitions() + " partitions have not answered in time. The label "
                            + outcome.label().getLabelId()
                            + " stands, and is followed as soon as the matcher runs; see ./sightline doctor.");
        }
    }

    private String changes() {
        String cameras = outcome.eventsByCamera().entrySet().stream()
                .map(e -> e.getKey() + " (" + e.getValue() + ")")
                .collect(Collectors.joining(", "));
        String events = outcome.events() == 0
                ? "No event said otherwise."
                : count(outcome.events(), "event is", "events are") + " corrected"
                        + (cameras.isEmpty() ? "." : ", on " + cameras + ".");
        return events
                + (outcome.templates() == 0 ? "" : " " + count(outcome.templates(), "face", "faces") + " learned.");
    }

    private String refusal(String about) {
        LabelOutcome verdict = outcome.verdict();
        String plain =
                switch (verdict) {
                    case ALREADY -> about + ": it was so before; nothing has changed.";
                    case UNKNOWN_EVENT -> about + ": the matcher does not know that event, or not any more.";
                    case NOT_SAID -> about + ": the event does not say that, or not any more.";
                    case PERSON_ERASED -> about + ": that person was erased; nobody becomes them again.";
                    case NOTHING_HERE -> about + ": no camera's events, and no face, depend on it.";
                    case FAILED -> about + ": nothing has changed.";
                    case APPLIED -> about;
                };
        // The other answers say no more than this does.
        return verdict == LabelOutcome.UNKNOWN_EVENT
                ? plain + " " + String.join(" ", outcome.messages(verdict))
                : plain;
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("labelId", outcome.label().getLabelId());
        fields.put("kind", outcome.label().getKind().name());
        fields.put("outcome", outcome.isComplete() ? outcome.verdict().name() : "NO_ANSWER");
        fields.put("answered", outcome.answers().size());
        fields.put("partitions", outcome.partitions());
        fields.put("events", outcome.events());
        fields.put("templates", outcome.templates());
        fields.put("cameras", outcome.eventsByCamera());
        fields.put("personId", outcome.label().getPersonId());
        fields.put("anonymousId", outcome.label().getAnonymousId());
        return fields;
    }

    static String count(int number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }
}
