package io.sightline.trainer.evaluation;

import io.sightline.core.Landmarks;
import io.sightline.core.UserError;
import io.sightline.models.net.Architecture;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The field's {@code .bin} sets (CFP-FP, AgeDB-30, CALFW, ... as InsightFace hands them out): a Python pickle of a list
 * of encoded pictures, two by two the pairs, and a list that says of each pair whether it shows one person. The pictures
 * are 112×112, cut by ArcFace's template: the five points lie where it has them. Nobody says who is who, so only the
 * listed pairs are compared, in ten folds in the order of the file.
 */
public final class AlignedPairsFile {
    private static final int SIDE = 112;
    private static final int FOLDS = 10;
    /** The largest of the field's are a third of this. */
    private static final long LARGEST = 1L << 30;

    /** That of the networks with 112 pixels. */
    private static final Landmarks TEMPLATE = Architecture.MOBILEFACENET.template();

    private static final PictureLimits LIMITS = new PictureLimits((long) SIDE * SIDE, SIDE);

    private AlignedPairsFile() {}

    /**
     * @return pictures are called by their number in the file, from 1; they are decoded when they are asked for
     * @throws UserError naming the file, and the place in it where something else was expected
     */
    public static EvaluationSet read(Path file) {
        List<?> halves = halves(file);
        List<ByteBuffer> pictures = pictures(file, (List<?>) halves.get(0));
        List<?> answers = (List<?>) halves.get(1);
        if (answers.isEmpty() || pictures.size() != 2L * answers.size()) {
            throw new UserError(file + " has " + pictures.size() + " pictures and " + answers.size()
                    + " answers; expected two pictures an answer, and one pair at least");
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            pairs.add(new Pair(2 * i, 2 * i + 1, isGenuine(file, i, answers.get(i))));
        }
        var set = new PairSet(
                IntStream.rangeClosed(1, pictures.size())
                        .mapToObj(Integer::toString)
                        .toList(),
                List.of(),
                PairSet.inOrder(pairs, Math.min(FOLDS, pairs.size())),
                PairSet.Genuine.LISTED);
        return new EvaluationSet(
                file.toString(),
                set,
                new Pictures(file, pictures),
                IntStream.range(0, pictures.size()).toArray());
    }

    private static List<?> halves(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new UserError(file + " has more than a gigabyte; expected a .bin set of pairs");
            }
            Object read = PairsPickle.read(Files.readAllBytes(file));
            if (read instanceof List<?> list
                    && list.size() == 2
                    && list.get(0) instanceof List<?>
                    && list.get(1) instanceof List<?>) {
                return list;
            }
            throw new UserError(file + " holds something else than a list of pictures and a list of truth values");
        } catch (PairsPickle.Refused e) {
            throw new UserError(
                    file + " is no .bin set of pairs: " + e.getMessage()
                            + ". Expected a pickle of pictures' bytes and truth values, as CFP-FP and AgeDB-30 come",
                    e);
        } catch (IOException e) {
            throw new UserError("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<ByteBuffer> pictures(Path file, List<?> values) {
        List<ByteBuffer> pictures = new ArrayList<>(values.size());
        for (Object value : values) {
            if (!(value instanceof ByteBuffer bytes)) {
                throw new UserError(file + ", picture " + (pictures.size() + 1) + ": expected the bytes of a picture");
            }
            pictures.add(bytes);
        }
        return pictures;
    }

    private static boolean isGenuine(Path file, int pair, Object answer) {
        if (answer instanceof Boolean is) {
            return is;
        }
        if (answer instanceof Integer number && (number == 0 || number == 1)) {
            return number == 1;
        }
        throw new UserError(file + ", answer " + (pair + 1) + ": expected true or false, or 1 or 0");
    }

    private record Pictures(Path file, List<ByteBuffer> encoded) implements CropSet {
        @Override
        public int size() {
            return encoded.size();
        }

        /** Nobody says. */
        @Override
        public String personId(int number) {
            return "";
        }

        @Override
        public String cropId(int number) {
            return Integer.toString(number + 1);
        }

        @Override
        public LabelledCrop crop(int number) {
            ByteBuffer bytes = encoded.get(number).duplicate();
            byte[] picture = new byte[bytes.remaining()];
            bytes.get(picture);
            // Points of another size would lie beside the face, and only the figures would tell.
            try {
                Picture.decode(picture, LIMITS).close();
            } catch (UnreadablePictureException e) {
                throw new UserError(
                        file + ", picture " + cropId(number) + ": expected a whole picture of " + SIDE + " x " + SIDE
                                + " px. " + e.getMessage(),
                        e);
            }
            return new LabelledCrop(personId(number), cropId(number), picture, TEMPLATE);
        }
    }
}
