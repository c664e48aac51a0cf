package io.sightline.matcher;

import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import java.util.ArrayList;
import java.util.List;

/** Makes records of topic models as a roll-out writes them. */
final class Said {
    private Said() {}

    /** A model is in the shadow, or whatever else this state is. */
    static ModelRecord that(ActiveModel model, ModelState state) {
        return ModelRecord.newBuilder()
                .setModelId(model.id().toString())
                .setActor("engineer")
                .setChangedAt(Recorded.at(0))
                .setState(state)
                .setSpace(space(model))
                .build();
    }

    /** Which model decides, oldest first. */
    static ModelRecord pointer(ModelSwitch... switches) {
        ModelSwitch last = switches[switches.length - 1];
        return ModelRecord.newBuilder()
                .setModelId(last.getSpace().getModelId())
                .setActor("engineer")
                .setChangedAt(last.getActiveFrom())
                .setSwitches(new ArrayList<>(List.of(switches)))
                .build();
    }

    /** @param activeFrom seconds since the start, like {@code formerUntil} */
    static ModelSwitch change(ActiveModel to, double activeFrom, double formerUntil) {
        return ModelSwitch.newBuilder()
                .setSpace(space(to))
                .setActiveFrom(Recorded.at(activeFrom))
                .setFormerUntil(Recorded.at(formerUntil))
                .setActor("engineer")
                .build();
    }

    private static EmbeddingSpace space(ActiveModel model) {
        return new EmbeddingSpace(
                model.id().toString(), model.dimension(), (float) model.threshold(), (float) model.margin());
    }
}
