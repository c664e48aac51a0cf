package io.sightline.vision;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;

/**
 * How a head is turned, estimated from the five points seen from afar; degrees. Good to about ten degrees: enough to tell
 * a face from a profile.
 *
 * @param yaw positive when the face looks to the right edge of the picture
 * @param pitch positive when it looks down
 * @param roll positive when it is tilted clockwise in the picture
 */
record HeadPose(float yaw, float pitch, float roll) {
    /**
     * A head's depth: how far the tip of the nose stands out before the eyes, by the distance between the eyes. After
     * the generic 3D head of the 68-point models.
     */
    private static final double NOSE_DEPTH = 0.4;

    /** Height of eyes over mouth, by the distance between the eyes (canonical template: 64 / 60). */
    private static final double FACE_HEIGHT = 64.0 / 60;

    /** Where between eyes (0) and mouth (1) the nose is seen straight on (canonical template: 34 / 64). */
    private static final double NOSE_HEIGHT = 34.0 / 64;

    static HeadPose of(Landmarks face) {
        double eyesX = (face.leftEye().x() + face.rightEye().x()) / 2.0;
        double eyesY = (face.leftEye().y() + face.rightEye().y()) / 2.0;
        double mouthX = (face.leftMouth().x() + face.rightMouth().x()) / 2.0;
        double mouthY = (face.leftMouth().y() + face.rightMouth().y()) / 2.0;
        double roll = Math.atan2(
                face.rightEye().y() - face.leftEye().y(),
                face.rightEye().x() - face.leftEye().x());

        // In the head's own axes: across from eye to eye, down from eyes to mouth.
        double cos = Math.cos(roll);
        double sin = Math.sin(roll);
        double eyes = distance(face.leftEye(), face.rightEye());
        double noseAcross = (face.nose().x() - eyesX) * cos + (face.nose().y() - eyesY) * sin;
        double noseDown = (face.nose().y() - eyesY) * cos - (face.nose().x() - eyesX) * sin;
        double mouthAcross = (mouthX - eyesX) * cos + (mouthY - eyesY) * sin;
        double mouthDown = (mouthY - eyesY) * cos - (mouthX - eyesX) * sin;
        if (!(eyes > 0) || !(mouthDown > 0)) {
            return new HeadPose(90, 90, degrees(roll));
        }
        double along = noseDown / mouthDown;
        // Seen from the side the eyes close up as the cosine and the nose moves as the sine: hence the tangent.
        double yaw = Math.atan((noseAcross - along * mouthAcross) / (NOSE_DEPTH * eyes));
        double pitch = Math.atan((along - NOSE_HEIGHT) * FACE_HEIGHT / NOSE_DEPTH);
        return new HeadPose(degrees(yaw), degrees(pitch), degrees(roll));
    }

    private static double distance(Point a, Point b) {
        return Math.hypot(a.x() - b.x(), a.y() - b.y());
    }

    private static float degrees(double radians) {
        return (float) Math.toDegrees(radians);
    }
}
