package io.sightline.search;

final class SimdFlatIndexTest extends TemplateIndexContract {
    @Override
    TemplateIndex open(int dimension) {
        return new FlatIndex(dimension, new SimdSquaredDistances());
    }
}
