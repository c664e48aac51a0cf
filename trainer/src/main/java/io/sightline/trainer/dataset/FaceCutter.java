package io.sightline.trainer.dataset;

import io.sightline.core.Landmarks;
import io.sightline.core.UserError;
import io.sightline.models.CanonicalTemplate;
import io.sightline.models.ModelBundle;
import io.sightline.vision.CanonicalCrop;
import io.sightline.vision.DetectedFace;
import io.sightline.vision.DetectorOptions;
import io.sightline.vision.FaceDetector;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** From a picture of a person to their face, cut as the pipeline cuts it. Thread-safe. */
final class FaceCutter implements AutoCloseable {
    /** Changes when other faces, or other pixels, would come out. */
    private static final int EDITION = 1;

    /** Where no face of the usual size is found, a small one may be. */
    private static final int SMALLEST_FACE = 20;

    private final ModelBundle bundle;
    private final FaceDetector detector;

    /** @throws UserError if the bundle is no face detector */
    FaceCutter(ModelBundle bundle) {
        this.bundle = bundle;
        this.detector = FaceDetector.open(bundle, DetectorOptions.DEFAULT);
    }

    /** What the pixels of a crop depend on, besides the picture. */
    static String version(ModelBundle detector) {
        return detector.id() + " cutter " + EDITION;
    }

    String version() {
        return version(bundle);
    }

    /** Every answer is about the picture; nothing is thrown for a bad one. */
    CutPicture cut(Path file) {
        try (Picture picture = Picture.decode(Files.readAllBytes(file), PictureLimits.DEFAULT)) {
            return named(picture, detector.detect(picture))
                    .or(() -> named(picture, detector.detect(picture, SMALLEST_FACE)))
                    .<CutPicture>map(crop -> new CutPicture.Face(crop.jpeg(), crop.landmarks()))
                    .orElseGet(() -> new CutPicture.Skipped("no face was found"));
        } catch (UnreadablePictureException e) {
            return new CutPicture.Skipped(e.getMessage());
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    /** Looks whether the file really is a canonical crop. */
    static CutPicture canonical(Path file, Landmarks landmarks) {
        try (Picture picture = Picture.decode(Files.readAllBytes(file), PictureLimits.DEFAULT)) {
            if (picture.width() != CanonicalTemplate.SIZE || picture.height() != CanonicalTemplate.SIZE) {
                return new CutPicture.Skipped("has " + picture.width() + " x " + picture.height() + " px, but "
                        + LandmarksFile.NAME + " says that it is a canonical crop, which has " + CanonicalTemplate.SIZE
                        + " x " + CanonicalTemplate.SIZE);
            }
            return new CutPicture.Canonical(landmarks);
        } catch (UnreadablePictureException e) {
            return new CutPicture.Skipped(e.getMessage());
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    private static CutPicture.Skipped unreadable(IOException e) {
        return new CutPicture.Skipped("cannot be read (" + e.getClass().getSimpleName() + ")");
    }

    /**
     * The face that the picture is named after. By the custom of the field it is the one in the middle; among faces from
     * a third of the largest's size on, as people far behind are nobody's portrait.
     */
    private static Optional<CanonicalCrop> named(Picture picture, List<DetectedFace> faces) {
        double largest = faces.stream().mapToDouble(FaceCutter::side).max().orElse(0);
        return faces.stream()
                .filter(face -> side(face) >= largest / 3)
                .sorted(Comparator.comparingDouble(face -> fromCentre(face, picture)))
                .flatMap(face -> cut(picture, face).stream())
                .findFirst();
    }

    private static Optional<CanonicalCrop> cut(Picture picture, DetectedFace face) {
        try {
            return Optional.of(CanonicalCrop.cut(picture, face.landmarks()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // five points that are no face's: as good as none found
        }
    }

    private static double side(DetectedFace face) {
        return Math.min(face.box().width(), face.box().height());
    }

    private static double fromCentre(DetectedFace face, Picture picture) {
        return Math.hypot(
                face.box().x() + face.box().width() / 2 - picture.width() / 2.0,
                face.box().y() + face.box().height() / 2 - picture.height() / 2.0);
    }

    @Override
    public void close() {
        detector.close();
    }
}
