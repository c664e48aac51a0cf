package io.sightline.trainer.training;

import io.sightline.models.embedding.FaceBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A batch ready to be computed. Its memory is used again for a later one. */
final class PreparedBatch {
    private final FaceBatch faces;
    private final FaceBatch teacherFaces;
    private int[] people;
    private float[][] teacher;

    /** @param teacherFaces null without a teacher */
    PreparedBatch(FaceBatch faces, FaceBatch teacherFaces) {
        this.faces = faces;
        this.teacherFaces = teacherFaces;
    }

    void clear() {
        faces.clear();
        if (teacherFaces != null) {
            teacherFaces.clear();
        }
    }

    void complete(int[] whose, float[][] teacherVectors) {
        this.people = whose;
        this.teacher = teacherVectors;
    }

    FaceBatch faces() {
        return faces;
    }

    FaceBatch teacherFaces() {
        return teacherFaces;
    }

    int size() {
        return people.length;
    }

    /** Whose face each is, a number from 0. */
    int[] people() {
        return people;
    }

    /** The teacher's unit vectors; null without a teacher. */
    float[][] teacher() {
        return teacher;
    }

    /** Some of the faces, in native memory: float32 {@code [count, 3, height, width]}. */
    ByteBuffer bytes(int from, int count) {
        ByteBuffer all = faces.bytes();
        int perFace = all.remaining() / size();
        return all.slice(from * perFace, count * perFace).order(ByteOrder.nativeOrder());
    }

    /** {@code [count, 3, height, width]}. */
    long[] shape(int count) {
        long[] shape = faces.shape();
        shape[0] = count;
        return shape;
    }
}
