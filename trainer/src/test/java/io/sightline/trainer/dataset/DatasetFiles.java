package io.sightline.trainer.dataset;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Data set files that were made of no archive. */
final class DatasetFiles {
    static final String DIGEST = "0123456789abcdef".repeat(4);

    private DatasetFiles() {}

    /** One crop of each person, with a digest of their own. */
    static DatasetFile of(String... people) {
        Map<String, String> crops = new HashMap<>();
        for (String person : people) {
            crops.put(person, "1 " + digest(person));
        }
        return with(crops, SplitRule.fitting(List.of("ada", "bob", "cyd", "dan", "eve", "fay"), 7), Exclusions.NONE);
    }

    /** @param people as {@code 14 3f2a9c0d11e4b7a8} */
    static DatasetFile with(Map<String, String> people, SplitRule split, Exclusions exclude) {
        int crops = people.values().stream()
                .mapToInt(said -> Integer.parseInt(said.split(" ", 2)[0]))
                .sum();
        return new DatasetFile(
                1,
                "crops-archive",
                "2026-05-01T12:00:00Z",
                List.of(new PartitionRange(0, 0, 100), new PartitionRange(1, 3, 50)),
                List.of(new LogPosition(0, 12)),
                exclude,
                split,
                crops,
                DIGEST,
                people);
    }

    /** Sixteen digits. */
    static String digest(String of) {
        return String.format("%016x", of.hashCode() & 0xffffffffL);
    }
}
