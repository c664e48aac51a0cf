package io.sightline.trainer.dataset;

import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Some of the faces of a set, in its order. The whole set stays its owner's to close. */
public final class Subset implements CropSet {
    private final CropSet whole;
    private final int[] numbers;

    private Subset(CropSet whole, int[] numbers) {
        this.whole = whole;
        this.numbers = numbers;
    }

    /** @param wanted of a face's number in the whole set */
    public static Subset of(CropSet whole, IntPredicate wanted) {
        return new Subset(whole, IntStream.range(0, whole.size()).filter(wanted).toArray());
    }

    @Override
    public int size() {
        return numbers.length;
    }

    @Override
    public String personId(int number) {
        return whole.personId(numbers[number]);
    }

    @Override
    public String cropId(int number) {
        return whole.cropId(numbers[number]);
    }

    @Override
    public LabelledCrop crop(int number) {
        return whole.crop(numbers[number]);
    }
}
