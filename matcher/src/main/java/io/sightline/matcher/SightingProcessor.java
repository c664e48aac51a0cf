package io.sightline.matcher;

import io.sightline.matcher.state.CameraState;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.TrackRecordKind;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Carries a camera's records to its sightings and their events out; what decides is {@link CameraSightings}. */
final class SightingProcessor implements Processor<String, FaceEmbedding, String, IdentityEvent> {
    private final String storeName;
    private final TrackDecider decider;
    private final SightingSettings settings;
    private final MatcherMetrics metrics;
    private ProcessorContext<String, IdentityEvent> context;
    private KeyValueStore<String, CameraState> store;

    SightingProcessor(String storeName, TrackDecider decider, SightingSettings settings, MatcherMetrics metrics) {
        this.storeName = storeName;
        this.decider = decider;
        this.settings = settings;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, IdentityEvent> context) {
        this.context = context;
        this.store = context.getStateStore(storeName);
    }

    @Override
    public void process(Record<String, FaceEmbedding> record) {
        FaceEmbedding value = record.value();
        if (value.getKind() == TrackRecordKind.FACE && !decider.model().made(value)) {
            metrics.refused("WRONG_MODEL");
            return;
        }
        String cameraId = record.key();
        var camera = new CameraSightings(cameraId, store.get(cameraId), decider, settings);
        CameraSightings.Outcome outcome = camera.apply(value);
        if (!outcome.isNews()) {
            metrics.behind();
            return;
        }
        store.put(cameraId, camera.toState());
        outcome.assessment().ifPresent(metrics::asked);
        for (IdentityEvent event : outcome.events()) {
            context.forward(record.withValue(event));
            metrics.event(event);
        }
    }
}
