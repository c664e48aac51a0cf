package io.sightline.operations.rollout;

import io.sightline.schemas.avro.ModelRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        measured(register, active, candidate)
                .forEach(m -> dialogue.say((m.holds() ? "As good: " : "Falls short: ") + m.words()));
        Optional<String> why = against(register, active, candidate);
        if (why.isEmpty()) {
            return false;
        }
        if (!mayForce) {
            throw new Refusal(why.get() + ". Nothing was switched. It can be forced, and that is recorded");
        }
        dialogue.say("Forced, and recorded as such: " + why.get());
        return true;
    }

    private static List<MeasuredAgainst> measured(ModelRegister register, String active, String candidate) {
        Map<String, Double> figures =
                register.record(candidate).map(ModelRecord::getMetrics).orElse(Map.of());
        return MeasuredAgainst.in(figures, active);
    }

    /** What speaks against the candidate: bad figures, or the lack of any; empty if nothing does. */
    static Optional<String> against(ModelRegister register, String active, String candidate) {
        List<MeasuredAgainst> measured = measured(register, active, candidate);
        if (measured.isEmpty()) {
            return Optional.of(candidate + " was never measured beside the active model " + active
                    + " (./sightline models evaluate " + candidate + " --people FOLDER does it)");
        }
        if (measured.stream().allMatch(MeasuredAgainst::holds)) {
            return Optional.empty();
        }
        return Optional.of(candidate + " falls short of the active model " + active + ": "
                + measured.stream()
                        .filter(m -> !m.holds())
                        .map(MeasuredAgainst::words)
                        .collect(Collectors.joining("; ")));
    }
}
