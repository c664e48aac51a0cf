package io.sightline.search;

final class PlainFlatIndexTest extends TemplateIndexContract {
    @Override
    TemplateIndex open(int dimension) {
        return new FlatIndex(dimension, new PlainSquaredDistances());
    }
}
