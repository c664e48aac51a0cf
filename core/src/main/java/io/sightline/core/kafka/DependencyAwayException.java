package io.sightline.core.kafka;

/** Something that we depend on cannot be used now; the same call may succeed later. */
public final class DependencyAwayException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String dependency;

    /** @param reason for an operator, without secrets */
    public DependencyAwayException(String dependency, String reason, Throwable cause) {
        super(reason, cause);
        this.dependency = dependency;
    }

    /** As health calls it: {@code registry} or {@code kafka}. */
    public String dependency() {
        return dependency;
    }
}
