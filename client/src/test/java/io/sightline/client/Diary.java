package io.sightline.client;

import io.sightline.client.Refusal.Reason;
import io.sightline.schemas.avro.IdentityEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A handler that writes down what it is told. */
final class Diary implements EventHandler {
    final List<IdentityEvent> events = new CopyOnWriteArrayList<>();
    final List<IdentityEvent> corrections = new CopyOnWriteArrayList<>();
    final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    final List<Gap> gaps = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();
    final List<String> notes = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(IdentityEvent event) {
        events.add(event);
    }

    @Override
    public void onCorrection(IdentityEvent correction) {
        corrections.add(correction);
    }

    @Override
    public void onRefused(Refusal refusal) {
        refusals.add(refusal);
    }

    @Override
    public void onGap(Gap gap) {
        gaps.add(gap);
    }

    @Override
    public void onFailure(IdentityEvent event, RuntimeException failure) {
        failures.add(event.getEventId() + ": " + failure.getMessage());
    }

    @Override
    public void onReady() {
        notes.add("ready");
    }

    @Override
    public void onAway(Dependency dependency, String why) {
        notes.add("away " + dependency);
    }

    @Override
    public void onBack(Dependency dependency) {
        notes.add("back " + dependency);
    }

    @Override
    public void onLogReplaced() {
        notes.add("replaced");
    }

    List<Long> sequences() {
        return events.stream().map(IdentityEvent::getSequence).toList();
    }

    List<Reason> reasons() {
        return refusals.stream().map(Refusal::reason).toList();
    }
}
