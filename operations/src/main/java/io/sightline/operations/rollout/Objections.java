package io.sightline.operations.rollout;

import io.sightline.schemas.avro.ModelState;
import java.util.ArrayList;
import java.util.List;

/** What stands against letting a model decide, as far as topic {@code models} tells. */
public final class Objections {
    private Objections() {}

    /**
     * In words; empty if nothing does.
     *
     * @param active the model that decides
     */
    public static List<String> to(String candidate, String active, ModelRegister register) {
        List<String> objections = new ArrayList<>();
        ModelState state = register.state(candidate);
        if (state != ModelState.SHADOW) {
            objections.add("It is " + Promotion.nameOf(state)
                    + ": what decides must have seen what cameras see, so it has to be in the shadow first");
        }
        Figures.against(register, active, candidate).ifPresent(objections::add);
        return objections;
    }
}
