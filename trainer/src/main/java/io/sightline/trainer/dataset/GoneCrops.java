package io.sightline.trainer.dataset;

import java.util.List;

/**
 * Crops of a person that a data set had, and the archive has not any more: erased, corrected, or taken back.
 *
 * @param expected how many crops of the person the data set had
 * @param present how many there are still
 * @param keys which are gone, as personId/cropId; fewer or none if that was so long ago that the archive has forgotten
 */
public record GoneCrops(String personId, int expected, int present, List<String> keys) {

    public GoneCrops {
        keys = List.copyOf(keys);
    }

    @Override
    public String toString() {
        return personId + ": " + (expected - present) + " of " + expected + " crops are gone"
                + (present == 0 || keys.isEmpty() ? "" : " (" + String.join(", ", keys) + ")");
    }
}
