package io.sightline.operations.rollout;

import io.sightline.schemas.avro.ModelRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a candidate's figures say of a promotion: it may not fall short of the active model on any pictures measured. */
record Figures(ModelRegister register, Dialogue dialogue) {

    /**
     * Whether figures that speak against the candidate, or the lack of any, are passed over.
     *
     * @param mayForce whether they may be
     * @throws Refusal if they may not; with the figures
     */
    boolean overruled(String active, String candidate, boolean mayForce) {
        Map<String, Double> figures =
                register.record(candidate).map(ModelRecord::getMetrics).orElse(Map.of());
        List<MeasuredAgainst> measured = MeasuredAgainst.in(figures, active);
        measured.forEach(m -> dialogue.say((m.holds() ? "As good: " : "Falls short: ") + m.words()));
        if (!measured.isEmpty() && measured.stream().allMatch(MeasuredAgainst::holds)) {
            return false;
        }
        String why = measured.isEmpty()
                ? candidate + " was never measured beside the active model " + active
                : candidate + " falls short of the active model " + active + ": "
                        + measured.stream()
                                .filter(m -> !m.holds())
                                .map(MeasuredAgainst::words)
                                .collect(Collectors.joining("; "));
        if (!mayForce) {
            throw new Refusal(why + ". Nothing was switched."
                    + (measured.isEmpty()
                            ? " First: ./sightline models evaluate " + candidate + " --people FOLDER."
                            : "")
                    + " --force does it all the same, and that is recorded");
        }
        dialogue.say("Forced, and recorded as such: " + why);
        return true;
    }
}
