package io.sightline.search;

final class SimdInt8IndexTest extends TemplateIndexContract {
    @Override
    TemplateIndex open(int dimension) {
        return new Int8Index(dimension, new SimdDotProducts(), null);
    }
}
