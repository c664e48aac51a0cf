package io.sightline.search;

final class PlainInt8IndexTest extends TemplateIndexContract {
    @Override
    TemplateIndex open(int dimension) {
        return new Int8Index(dimension, new PlainDotProducts(), null);
    }
}
