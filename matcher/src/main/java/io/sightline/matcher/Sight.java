package io.sightline.matcher;

import io.sightline.core.BoundingBox;
import io.sightline.matcher.state.SightState;
import io.sightline.schemas.avro.FaceEmbedding;

/**
 * A face in a frame.
 *
 * @param time capturedAt of the frame, milliseconds since 1970
 * @param box in pixels of the frame
 */
record Sight(long time, String frameId, BoundingBox box) {

    /** @param face its box is one: see {@link PurposeRouter} */
    static Sight of(FaceEmbedding face) {
        return new Sight(
                face.getTime().toEpochMilli(),
                face.getFrameId(),
                BoundingBox.of(face.getFace().getBox()));
    }

    static Sight of(SightState s) {
        return new Sight(s.getTime(), s.getFrameId(), new BoundingBox(s.getX(), s.getY(), s.getWidth(), s.getHeight()));
    }

    SightState toState() {
        return new SightState(time, frameId, box.x(), box.y(), box.width(), box.height());
    }
}
