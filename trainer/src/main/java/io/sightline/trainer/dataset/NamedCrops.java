package io.sightline.trainer.dataset;

import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;

/**
 * Crops of the archive under the names by which people call them: personId/cropId, as {@code ./sightline dataset show}
 * does. A view; the whole set stays its owner's to close.
 */
public record NamedCrops(CropSet crops) implements CropSet {
    @Override
    public int size() {
        return crops.size();
    }

    @Override
    public String personId(int number) {
        return crops.personId(number);
    }

    @Override
    public String cropId(int number) {
        return crops.personId(number) + "/" + crops.cropId(number);
    }

    @Override
    public LabelledCrop crop(int number) {
        LabelledCrop crop = crops.crop(number);
        return new LabelledCrop(crop.personId(), cropId(number), crop.jpeg(), crop.landmarks());
    }
}
