package io.sightline.trainer.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * What a data set has that another has not.
 *
 * @param joined people who are in the later one only, with their crops
 * @param left people who are in the former one only, with their crops
 * @param changed people whose crops are not the same, with how many before and after
 * @param moved people who are in both, and used for another part of the split: figures of the two cannot be compared
 *     while these are tested on
 * @param excludedOtherwise whether other crops are left out
 */
public record DatasetDiff(
        List<String> joined,
        List<String> left,
        List<String> changed,
        List<String> moved,
        boolean excludedOtherwise,
        boolean sameImages) {

    public static DatasetDiff of(DatasetFile former, DatasetFile later) {
        List<String> joined = new ArrayList<>();
        List<String> left = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        List<String> moved = new ArrayList<>();
        var all = new TreeSet<>(former.people().keySet());
        all.addAll(later.people().keySet());
        for (String person : all) {
            if (!former.people().containsKey(person)) {
                joined.add(person + ": " + later.cropsOf(person) + " crops");
            } else if (!later.people().containsKey(person)) {
                left.add(person + ": " + former.cropsOf(person) + " crops");
            } else {
                if (!former.people().get(person).equals(later.people().get(person))) {
                    changed.add(person + ": " + former.cropsOf(person) + " crops, then " + later.cropsOf(person));
                }
                SplitRule.Part before = former.split().part(person);
                SplitRule.Part after = later.split().part(person);
                if (before != after) {
                    moved.add(person + ": " + before.name().toLowerCase(Locale.ROOT) + ", then "
                            + after.name().toLowerCase(Locale.ROOT));
                }
            }
        }
        return new DatasetDiff(
                List.copyOf(joined),
                List.copyOf(left),
                List.copyOf(changed),
                List.copyOf(moved),
                !former.exclude().equals(later.exclude()),
                former.digest().equals(later.digest()));
    }
}
