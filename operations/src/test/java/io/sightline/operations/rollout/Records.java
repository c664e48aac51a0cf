package io.sightline.operations.rollout;

import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.TemplateKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Models and templates for tests. */
final class Records {
    static final String A = "a@1+000000000000";
    static final String B = "b@1+111111111111";
    static final EmbeddingSpace SPACE_A = new EmbeddingSpace(A, 128, 0.29f, 0.05f);
    static final EmbeddingSpace SPACE_B = new EmbeddingSpace(B, 128, 0.85f, 0.1f);
    static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    static final Word WORD = new Word("ada", NOON, "better");

    private Records() {}

    static ModelRegister register(Map<String, ModelRecord> records) {
        Map<String, Entry<ModelRecord>> latest = new LinkedHashMap<>();
        records.forEach((key, record) -> latest.put(key, new Entry<>(key, record, 0, latest.size(), 0)));
        return ModelRegister.of(latest, Optional.of(A));
    }

    static ModelRegister with(ModelRegister register, Map<String, ModelRecord> change) {
        Map<String, ModelRecord> records = new LinkedHashMap<>(register.records());
        if (!register.switches().isEmpty()) {
            records.put(
                    "active",
                    ModelRecord.newBuilder()
                            .setModelId("active")
                            .setActor("test")
                            .setChangedAt(NOON)
                            .setSwitches(register.switches())
                            .build());
        }
        records.putAll(change);
        return register(records);
    }

    static Template template(String person, String template, String model) {
        return new Template(new Template.Key(person, template), model, TemplateKind.FACE, null, 128);
    }
}
