package io.sightline.models.weights;

import io.sightline.core.UserError;
import io.sightline.models.Manifest;

/**
 * What an imported model is called, and what is known of it besides its weights.
 *
 * @param name as in the model's id: lower-case words joined by hyphens
 * @param version for example {@code 1}
 * @param threshold when two of its vectors are one person
 * @param licence under which its author gave it, as far as known
 */
public record Imported(String name, String version, Manifest.Threshold threshold, String licence, String author) {
    private static final String UNKNOWN = "not stated";

    public Imported {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new UserError("The name '" + name
                    + "' does not name a model; expected lower-case words joined by hyphens, as my-net-128");
        }
        if (!version.matches("[A-Za-z0-9._-]+")) {
            throw new UserError(
                    "The version '" + version + "' is none; expected letters, digits, dots, as 1 or 2024.1");
        }
        licence = licence == null ? UNKNOWN : licence;
        author = author == null ? UNKNOWN : author;
    }

    /**
     * A threshold that somebody chose, and nobody measured here.
     *
     * @param falseAcceptRate the rate for which it was chosen
     * @throws UserError if it cannot be one
     */
    public static Manifest.Threshold given(double distance, double margin, double falseAcceptRate) {
        try {
            return new Manifest.Threshold(
                    distance,
                    margin,
                    falseAcceptRate,
                    "Given by whoever imported the model; not measured. './sightline evaluate' measures it");
        } catch (IllegalArgumentException e) {
            throw new UserError(e.getMessage(), e);
        }
    }
}
