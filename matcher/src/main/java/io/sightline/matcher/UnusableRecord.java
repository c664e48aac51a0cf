package io.sightline.matcher;

/** A record that was read but says something impossible; it is dead-lettered and the stream goes on. */
final class UnusableRecord extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param reason a constant in capitals, which metrics count by
     * @param message for a person: what is wrong and what would be right
     */
    UnusableRecord(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
