package io.sightline.bench;

import io.sightline.core.Embedding;
import io.sightline.search.testkit.ClusteredFaces;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Made-up templates in native memory, one after the other, as the libraries that we compare with want them; keys are as
 * long as real ones.
 */
final class Vectors implements AutoCloseable {
    static final int DIMENSION = 128;
    private static final int PICTURES = 4;
    private static final String MODEL = "mobilefacenet-128@1+1dd085bb8dec";

    private final ClusteredFaces faces = new ClusteredFaces(DIMENSION, 3);
    final int count;
    final FloatPointer all;

    Vectors(int count) {
        this.count = count;
        this.all = new FloatPointer((long) count * DIMENSION);
        for (int t = 0; t < count; t++) {
            all.position((long) t * DIMENSION).put(faces.face(t / PICTURES, t).values());
        }
        all.position(0);
    }

    Embedding vector(int template) {
        float[] values = new float[DIMENSION];
        new FloatPointer(all).position((long) template * DIMENSION).get(values);
        return Embedding.normalised(values);
    }

    static String person(int template) {
        return String.format("person-%012x", (template / PICTURES) * 0x9e3779b97f4aL & 0xffffffffffffL);
    }

    static String key(int template) {
        return person(template) + String.format("/photo-%020x/", template * 0x9e3779b97f4a7c15L) + MODEL;
    }

    /** Half of them pictures of persons that are there, half of strangers. */
    List<Embedding> queries(int number) {
        List<Embedding> queries = new ArrayList<>();
        for (int q = 0; q < number; q++) {
            int person = q % 2 == 0 ? (int) ((long) q * 7919 % (count / PICTURES)) : count + q;
            queries.add(faces.face(person, -2 - q));
        }
        return queries;
    }

    @Override
    public void close() {
        all.close();
    }
}
