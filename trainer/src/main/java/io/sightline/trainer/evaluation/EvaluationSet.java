package io.sightline.trainer.evaluation;

import io.sightline.models.embedding.FaceImage;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pairs of pictures, and the faces in them: all that a model is asked. Faces are cut once, for every model alike.
 *
 * @param name for the reader: where the pictures come from
 * @param faces those that were found; stay the caller's to close
 * @param faceOf by the picture's number, the face's; -1 where none was found
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares sets of faces.
public record EvaluationSet(String name, PairSet pairs, CropSet faces, int[] faceOf) {

    public EvaluationSet {
        if (faceOf.length != pairs.pictures().size()) {
            throw new IllegalArgumentException(
                    faceOf.length + " places for " + pairs.pictures().size() + " pictures");
        }
    }

    /** Labelled faces: any two are compared, and up to ten folds of pairs drawn for the accuracy. */
    public static EvaluationSet of(String name, CropSet faces, long seed) {
        int[] faceOf = new int[faces.size()];
        for (int i = 0; i < faceOf.length; i++) {
            faceOf[i] = i;
        }
        return new EvaluationSet(name, Assessment.pairsOf(faces, seed), faces, faceOf);
    }

    /**
     * Pictures in which faces were looked for.
     *
     * @param found by the picture's number
     */
    public static EvaluationSet of(String name, PairSet pairs, List<Optional<FaceImage.Crop>> found) {
        int[] faceOf = new int[found.size()];
        List<LabelledCrop> faces = new ArrayList<>();
        for (int i = 0; i < faceOf.length; i++) {
            faceOf[i] = found.get(i).isPresent() ? faces.size() : -1;
            if (found.get(i).isPresent()) {
                FaceImage.Crop crop = found.get(i).get();
                faces.add(new LabelledCrop(
                        pairs.hasPeople() ? pairs.people().get(i) : "",
                        pairs.pictures().get(i),
                        crop.jpeg(),
                        crop.landmarks()));
            }
        }
        return new EvaluationSet(name, pairs, new InMemory(List.copyOf(faces)), faceOf);
    }

    /** By the picture's number; null where no face was found. */
    public float[][] vectors(FaceVectors model) {
        return byPicture(model.of(faces));
    }

    /** Takes vectors by the face's number to those by the picture's. */
    float[][] byPicture(float[][] ofFaces) {
        float[][] vectors = new float[faceOf.length][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = faceOf[i] < 0 ? null : ofFaces[faceOf[i]];
        }
        return vectors;
    }

    /**
     * The pairs that a model gets most wrong.
     *
     * @param vectors the model's, by the picture's number
     * @param most of each kind; none costs nothing
     */
    public Mistake.Worst worst(float[][] vectors, int most) {
        return most == 0 ? new Mistake.Worst(List.of(), List.of()) : Mistake.worst(pairs, vectors, most);
    }

    /** The face in a picture; empty where none was found. */
    public Optional<LabelledCrop> face(int picture) {
        return faceOf[picture] < 0 ? Optional.empty() : Optional.of(faces.crop(faceOf[picture]));
    }

    private record InMemory(List<LabelledCrop> faces) implements CropSet {
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
}
