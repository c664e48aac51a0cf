package io.sightline.core.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;

/**
 * What a service gets from its surroundings.
 *
 * @param failure called once, from any thread, when a bug ends the service's work: the process must stop
 */
public record ServiceContext(MeterRegistry metrics, Health health, Consumer<Throwable> failure) {}
