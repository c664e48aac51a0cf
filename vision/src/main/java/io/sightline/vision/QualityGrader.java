package io.sightline.vision;

import io.sightline.core.BoundingBox;
import io.sightline.schemas.avro.FaceQuality;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Says how good a picture of a face is for recognition, and what is wrong with it. Thread-safe. */
public final class QualityGrader {
    private final QualitySettings settings;

    public QualityGrader(QualitySettings settings) {
        this.settings = settings;
    }

    QualitySettings settings() {
        return settings;
    }

    /**
     * @param picture in which the face was found
     * @param crop of this face
     * @return score 0 to 1, the product of a factor for each measure; below 0.5 as soon as there is a reason
     */
    public FaceQuality grade(Picture picture, DetectedFace face, CanonicalCrop crop) {
        return grade(
                picture.width(),
                picture.height(),
                face.box(),
                HeadPose.of(face.landmarks()),
                crop.sharpness(),
                crop.brightness());
    }

    FaceQuality grade(int width, int height, BoundingBox box, HeadPose pose, float sharpness, float brightness) {
        float side = Math.min(box.width(), box.height());
        Set<QualityReason> reasons = EnumSet.noneOf(QualityReason.class);
        float score = 1;
        score *= judge(settings.facePixels(), side, QualityReason.TOO_SMALL, reasons);
        score *= judge(settings.sharpness(), sharpness, QualityReason.BLURRED, reasons);
        score *= Math.min(
                judge(settings.yaw(), Math.abs(pose.yaw()), QualityReason.TURNED_AWAY, reasons),
                judge(settings.pitch(), Math.abs(pose.pitch()), QualityReason.TURNED_AWAY, reasons));
        score *= judge(settings.darkness(), brightness, QualityReason.TOO_DARK, reasons);
        score *= judge(settings.brightness(), brightness, QualityReason.TOO_BRIGHT, reasons);
        score *= judge(settings.visible(), visibleShare(width, height, box), QualityReason.CUT_OFF, reasons);
        List<String> words = new ArrayList<>();
        reasons.forEach(reason -> words.add(reason.name()));
        return new FaceQuality(
                score, side, sharpness, pose.yaw(), pose.pitch(), pose.roll(), brightness, List.copyOf(words));
    }

    private static float judge(
            QualitySettings.Measure measure, float value, QualityReason reason, Set<QualityReason> reasons) {
        if (measure.isWorseThanLimit(value)) {
            reasons.add(reason);
        }
        return measure.factor(value);
    }

    private static float visibleShare(int width, int height, BoundingBox box) {
        float w = Math.min(width, box.right()) - Math.max(0, box.x());
        float h = Math.min(height, box.bottom()) - Math.max(0, box.y());
        return box.area() == 0 ? 0 : Math.max(0, w) * Math.max(0, h) / box.area();
    }
}
