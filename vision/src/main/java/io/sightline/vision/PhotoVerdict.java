package io.sightline.vision;

import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.FaceQuality;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Whether a person can be recognised by a photo, and if not, why not and what would be right. */
public sealed interface PhotoVerdict {

    /** Exactly one face, and good enough. */
    record Enrollable(ExtractedFace face) implements PhotoVerdict {}

    /**
     * @param outcome the reason, as results carry it; never ENROLLED
     * @param message for the operator; does not name the file
     * @param quality null if there was not exactly one face
     */
    record Refused(EnrollmentOutcome outcome, String message, FaceQuality quality) implements PhotoVerdict {}

    /**
     * Judges what was found in a photo. A face counts beside the largest from a third of its size on: people far behind
     * do not make a portrait ambiguous.
     */
    static PhotoVerdict of(List<ExtractedFace> faces, QualitySettings settings) {
        if (faces.isEmpty()) {
            return new Refused(
                    EnrollmentOutcome.NO_FACE,
                    "No face was found; the photo should show one face, upright, from the front.",
                    null);
        }
        ExtractedFace largest = faces.stream()
                .max(Comparator.comparingDouble(PhotoVerdict::side))
                .orElseThrow();
        long counted =
                faces.stream().filter(face -> side(face) >= side(largest) / 3).count();
        if (counted > 1) {
            return new Refused(
                    EnrollmentOutcome.SEVERAL_FACES,
                    counted + " faces were found; the photo should show the person alone, or be cut to one face.",
                    null);
        }
        FaceQuality quality = largest.quality();
        if (quality.getReasons().isEmpty()) {
            return new Enrollable(largest);
        }
        List<QualityReason> reasons =
                quality.getReasons().stream().map(QualityReason::valueOf).toList();
        String message = String.join(
                " ", reasons.stream().map(r -> advice(r, quality, settings)).toList());
        return new Refused(outcome(reasons.get(0)), message, quality);
    }

    /** The verdict on bytes that are no picture. */
    static PhotoVerdict of(UnreadablePictureException unreadable) {
        EnrollmentOutcome outcome =
                switch (unreadable.reason()) {
                    case EMPTY, NOT_A_PICTURE, TRUNCATED -> EnrollmentOutcome.UNREADABLE;
                    case TOO_LARGE -> EnrollmentOutcome.TOO_LARGE;
                    case TOO_SMALL -> EnrollmentOutcome.TOO_SMALL;
                };
        return new Refused(outcome, unreadable.getMessage(), null);
    }

    private static float side(ExtractedFace face) {
        return Math.min(face.face().box().width(), face.face().box().height());
    }

    private static EnrollmentOutcome outcome(QualityReason reason) {
        return switch (reason) {
            case TOO_SMALL -> EnrollmentOutcome.TOO_SMALL;
            case CUT_OFF -> EnrollmentOutcome.CUT_OFF;
            case TOO_DARK -> EnrollmentOutcome.TOO_DARK;
            case TOO_BRIGHT -> EnrollmentOutcome.TOO_BRIGHT;
            case BLURRED -> EnrollmentOutcome.BLURRED;
            case TURNED_AWAY -> EnrollmentOutcome.TURNED_AWAY;
        };
    }

    private static String advice(QualityReason reason, FaceQuality quality, QualitySettings settings) {
        return switch (reason) {
            case TOO_SMALL ->
                say(
                        "The face is %.0f px across; at least %.0f are needed: come closer, or send the photo in full size.",
                        quality.getFacePixels(), settings.facePixels().limit());
            case CUT_OFF -> "The face is cut off by the photo's edge; all of it should be in the photo.";
            case TOO_DARK ->
                say(
                        "The face is too dark (%.0f of 255, at least %.0f are needed): more light from the front helps.",
                        quality.getBrightness(), settings.darkness().limit());
            case TOO_BRIGHT ->
                say(
                        "The face is too bright (%.0f of 255, at most %.0f are right): use less light or a shorter exposure.",
                        quality.getBrightness(), settings.brightness().limit());
            case BLURRED ->
                say(
                        "The face is blurred (sharpness %.1f, at least %.1f is needed): hold still, and focus on the face.",
                        quality.getSharpness(), settings.sharpness().limit());
            case TURNED_AWAY ->
                say(
                        "The head is turned too far (%.0f° to the side, %.0f° up or down; at most %.0f° and %.0f° are"
                                + " right): look at the camera.",
                        Math.abs(quality.getYaw()),
                        Math.abs(quality.getPitch()),
                        settings.yaw().limit(),
                        settings.pitch().limit());
        };
    }

    private static String say(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
