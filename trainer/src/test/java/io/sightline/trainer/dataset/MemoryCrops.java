package io.sightline.trainer.dataset;

import io.sightline.models.CanonicalTemplate;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import java.util.List;

/** A set without pictures. */
record MemoryCrops(List<LabelledCrop> faces) implements CropSet {

    /** @param names as {@code person/crop}; the crop's bytes are its name's */
    static MemoryCrops of(List<String> names) {
        return new MemoryCrops(names.stream()
                .map(name -> new LabelledCrop(
                        name.substring(0, name.indexOf('/')),
                        name.substring(name.indexOf('/') + 1),
                        name.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        CanonicalTemplate.POINTS))
                .toList());
    }

    @Override
    public int size() {
        return faces.size();
    }

    @Override
    public String personId(int number) {
        return faces.get(number).personId();
    }

    @Override
    public String cropId(int number) {
        return faces.get(number).cropId();
    }

    @Override
    public LabelledCrop crop(int number) {
        return faces.get(number);
    }
}
