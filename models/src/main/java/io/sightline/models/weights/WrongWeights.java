package io.sightline.models.weights;

/** A file is not what it should be. {@link WeightFile} puts the file's name before the message. */
final class WrongWeights extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_QUOTE = 120;

    WrongWeights(String message) {
        super(message);
    }

    /** A name out of a file that may be hostile, fit for a terminal and a log. */
    static String quoted(String name) {
        String cut = name.length() <= LONGEST_QUOTE ? name : name.substring(0, LONGEST_QUOTE) + "...";
        return "'" + cut.replaceAll("[^\\x20-\\x7e]", "?") + "'";
    }
}
