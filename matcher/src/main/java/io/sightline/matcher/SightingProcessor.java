package io.sightline.matcher;

import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.TrackRecordKind;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Carries a camera's records to its sightings and their events out; what decides is {@link CameraSightings}. */
final class SightingProcessor implements Processor<String, FaceEmbedding, String, SpecificRecord> {
    /** Old memories are looked for when the camera's clock passes a multiple of this. */
    private static final long TIDY_EVERY = Duration.ofDays(1).toMillis();

    private final CameraMemory.Factory memories;
    private final String eventsNode;
    private final String labelsNode;
    private final MatcherMetrics metrics;
    private ProcessorContext<String, SpecificRecord> context;
    private CameraMemory memory;

    SightingProcessor(CameraMemory.Factory memories, String eventsNode, String labelsNode, MatcherMetrics metrics) {
        this.memories = memories;
        this.eventsNode = eventsNode;
        this.labelsNode = labelsNode;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.memory = memories.open(context);
    }

    @Override
    public void process(Record<String, FaceEmbedding> record) {
        FaceEmbedding value = record.value();
        Optional<ActiveModel> madeBy = memories.decider().model(value.getModelId());
        if (value.getKind() == TrackRecordKind.FACE && madeBy.isEmpty()) {
            metrics.refused("WRONG_MODEL");
            return;
        }
        String cameraId = record.key();
        CameraSightings camera = memory.sightings(cameraId);
        long before = camera.time();
        Outcome outcome = camera.apply(value);
        if (outcome.isBehind()) {
            metrics.behind();
            return;
        }
        madeBy.ifPresent(model -> metrics.embedding(model, outcome.isNews()));
        outcome.withdrawals().forEach(memory.learned()::withdraw);
        outcome.introductions().forEach(stranger -> memory.learned().introduce(stranger, cameraId));
        if (!outcome.isNews()) {
            return;
        }
        memory.cameras().put(cameraId, camera.toState());
        outcome.assessments().forEach(metrics::asked);
        outcome.clockJump().ifPresent(step -> metrics.clockJumped(cameraId, step));
        for (Outcome.Same same : outcome.duplicates()) {
            context.forward(record.withKey(label(same, value).getLabelId()).withValue(label(same, value)), labelsNode);
        }
        for (IdentityEvent event : outcome.events()) {
            memory.past().remember(event, outcome.lookAt(event.getTrackId()), camera.time());
            context.forward(record.withValue(event), eventsNode);
            metrics.event(event);
        }
        if (before / TIDY_EVERY != camera.time() / TIDY_EVERY) {
            memory.forgetOld(cameraId, camera.time());
        }
    }

    /** Every partition hears that two strangers are one, this one too: all that depends on it is corrected alike. */
    private static Label label(Outcome.Same same, FaceEmbedding cause) {
        return Label.newBuilder()
                .setLabelId("same-" + same.younger() + "-" + same.older())
                .setKind(LabelKind.SAME)
                .setActor("matcher")
                .setSaidAt(cause.getTime())
                .setAnonymousId(same.younger())
                .setOlderAnonymousId(same.older())
                .build();
    }
}
