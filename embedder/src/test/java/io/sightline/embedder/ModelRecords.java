package io.sightline.embedder;

import io.sightline.core.ModelId;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import java.time.Instant;
import java.util.List;

/** Records of topic models. */
final class ModelRecords {
    private ModelRecords() {}

    static ModelRecord state(ModelId model, ModelState state) {
        return record(model).setState(state).build();
    }

    /** Who decides, by all switches so far. */
    static ModelRecord pointer(ModelSwitch... switches) {
        String latest = switches[switches.length - 1].getSpace().getModelId();
        return record(ModelId.parse(latest)).setSwitches(List.of(switches)).build();
    }

    /** Times in milliseconds since 1970. */
    static ModelSwitch from(ModelId model, long activeFrom, long formerUntil) {
        return ModelSwitch.newBuilder()
                .setSpace(new EmbeddingSpace(model.toString(), 16, 0.75f, 0.1f))
                .setActiveFrom(Instant.ofEpochMilli(activeFrom))
                .setFormerUntil(Instant.ofEpochMilli(formerUntil))
                .setActor("test")
                .build();
    }

    private static ModelRecord.Builder record(ModelId model) {
        return ModelRecord.newBuilder()
                .setModelId(model.toString())
                .setActor("test")
                .setChangedAt(Instant.EPOCH);
    }
}
