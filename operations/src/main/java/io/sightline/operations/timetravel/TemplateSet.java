package io.sightline.operations.timetravel;

import io.sightline.core.Embedding;
import java.util.List;

/**
 * The few templates of one person, to be compared with millions of faces. It is apart from module search because that
 * is made for the reverse, one face against very many templates, and pays for each question.
 */
final class TemplateSet {
    private static final int LANES = 8;

    private final float[][] templates;

    TemplateSet(List<Embedding> templates) {
        this.templates = templates.stream().map(Embedding::values).toArray(float[][]::new);
    }

    int size() {
        return templates.length;
    }

    /** The square of the distance to the nearest; infinite if there are none. In float32: good to about 1e-6. */
    float nearestSquared(float[] face) {
        float nearest = Float.POSITIVE_INFINITY;
        for (float[] template : templates) {
            nearest = Math.min(nearest, squared(face, template));
        }
        return nearest;
    }

    /** Sums in several lanes, which wait for each other less than one sum would. */
    static float squared(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int whole = a.length - a.length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            float d0 = a[i] - b[i];
            float d1 = a[i + 1] - b[i + 1];
            float d2 = a[i + 2] - b[i + 2];
            float d3 = a[i + 3] - b[i + 3];
            float d4 = a[i + 4] - b[i + 4];
            float d5 = a[i + 5] - b[i + 5];
            float d6 = a[i + 6] - b[i + 6];
            float d7 = a[i + 7] - b[i + 7];
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
            s4 += d4 * d4;
            s5 += d5 * d5;
            s6 += d6 * d6;
            s7 += d7 * d7;
        }
        for (int i = whole; i < a.length; i++) {
            float d = a[i] - b[i];
            s0 += d * d;
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }
}
