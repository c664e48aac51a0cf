package io.sightline.vision;

import io.sightline.models.Manifest;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** What one detection needs beside the networks, kept for the next. One thread at a time. */
final class Workspace implements AutoCloseable {
    final Candidates candidates = new Candidates();
    final Candidates ofLevel = new Candidates();
    final PlanarTensor input;

    final SummedArea picture = new SummedArea();

    private final List<FloatBuffer> outputs = new ArrayList<>();

    Workspace(Manifest.Input form) {
        input = new PlanarTensor(form);
    }

    /** Room for the output of this index, exactly so long. */
    FloatBuffer output(int index, int length) {
        while (outputs.size() <= index) {
            outputs.add(PlanarTensor.direct(0));
        }
        if (outputs.get(index).capacity() < length) {
            outputs.set(index, PlanarTensor.direct(length));
        }
        return outputs.get(index).slice(0, length);
    }

    @Override
    public void close() {
        picture.close();
    }
}
