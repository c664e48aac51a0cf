package io.sightline.trainer.dataset;

import io.sightline.trainer.data.CropSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A data set in three, split by person and never by picture: nobody is in two of them. Views; the whole set stays its
 * owner's to close.
 */
public record Split(CropSet train, CropSet validation, CropSet test, SplitRule rule) {

    /**
     * 7:2:1 of the people at hand.
     *
     * @throws io.sightline.core.UserError for fewer than four people
     */
    public static Split byPerson(CropSet set, long seed) {
        List<String> people = IntStream.range(0, set.size())
                .mapToObj(set::personId)
                .distinct()
                .toList();
        return byRule(set, SplitRule.fitting(people, seed));
    }

    /** As it was split before, whoever has joined or gone since. */
    public static Split byRule(CropSet set, SplitRule rule) {
        return new Split(
                part(set, rule, SplitRule.Part.TRAIN),
                part(set, rule, SplitRule.Part.VALIDATION),
                part(set, rule, SplitRule.Part.TEST),
                rule);
    }

    private static CropSet part(CropSet set, SplitRule rule, SplitRule.Part part) {
        return Subset.of(set, number -> rule.part(set.personId(number)) == part);
    }
}
