package io.sightline.core.service;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Whether the service can do its work, component by component. Thread-safe.
 *
 * <p>A component that is down makes the service unready, never dead; only {@link #fail} makes it dead.
 */
public final class Health {
    private final SortedMap<String, Component> components = new ConcurrentSkipListMap<>();
    private volatile String failure;

    /** The component of that name; new ones begin as down with the reason "starting". */
    public Component component(String name) {
        return components.computeIfAbsent(name, Component::new);
    }

    /** Forgets a component, such as a camera that was removed. */
    public void remove(String name) {
        components.remove(name);
    }

    public boolean isReady() {
        return isLive() && components.values().stream().allMatch(c -> c.fault == null || c.optional);
    }

    public boolean isLive() {
        return failure == null;
    }

    /** Says that the service cannot recover by itself. */
    public void fail(String reason) {
        failure = reason;
    }

    /** What is wrong, by component; empty when all is well. */
    public SortedMap<String, String> faults() {
        SortedMap<String, String> faults = new java.util.TreeMap<>();
        if (failure != null) {
            faults.put("service", failure);
        }
        for (Map.Entry<String, Component> c : components.entrySet()) {
            c.getValue().fault().ifPresent(f -> faults.put(c.getKey(), f));
        }
        return faults;
    }

    /** All components and what is wrong with each, if anything. */
    public SortedMap<String, Optional<String>> components() {
        SortedMap<String, Optional<String>> all = new java.util.TreeMap<>();
        components.forEach((name, c) -> all.put(name, c.fault()));
        return all;
    }

    /** One thing that the service needs. */
    public static final class Component {
        private volatile String fault = "starting";
        private volatile boolean optional;

        private Component(String name) {}

        /** Its fault is shown, but does not make the service unready: one camera of many, for example. */
        public Component optional() {
            optional = true;
            return this;
        }

        public void up() {
            fault = null;
        }

        /** @param reason for an operator, without secrets */
        public void down(String reason) {
            fault = reason;
        }

        public Optional<String> fault() {
            return Optional.ofNullable(fault);
        }
    }
}
