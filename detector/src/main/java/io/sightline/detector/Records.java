package io.sightline.detector;

import io.sightline.core.FrameId;
import io.sightline.core.stage.Inbound;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.Enrollment;
import io.sightline.schemas.avro.EnrollmentRef;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameDetections;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import io.sightline.schemas.avro.TrackedFace;
import io.sightline.vision.ExtractedFace;
import java.nio.ByteBuffer;
import java.util.List;

/** The records that the detector writes. */
final class Records {

    private Records() {}

    static Crop face(Frame frame, FaceTracker.Tracked tracked, ExtractedFace face) {
        return ofCamera(frame, TrackRecordKind.FACE)
                .setTrackId(tracked.track().id())
                .setFace(face(tracked.faceId(), face))
                .setImage(ByteBuffer.wrap(face.crop().jpeg()))
                .setLandmarks(face.crop().landmarks().toAvro())
                .build();
    }

    /** The track was over when this picture, or this clock, came. */
    static Crop ended(Frame frame, Track track) {
        return ofCamera(frame, TrackRecordKind.TRACK_ENDED)
                .setTrackId(track.id())
                .build();
    }

    static Crop clock(Frame frame) {
        return ofCamera(frame, TrackRecordKind.CAMERA_TIME).build();
    }

    static FrameDetections detections(Frame frame, FaceFinder.Found found, List<FaceTracker.Tracked> tracked) {
        return FrameDetections.newBuilder()
                .setCameraId(frame.getCameraId())
                .setFrameId(frameId(frame).toString())
                .setCapturedAt(frame.getCapturedAt())
                .setWidth(found.width())
                .setHeight(found.height())
                .setFaces(tracked.stream()
                        .map(t -> new TrackedFace(
                                face(t.faceId(), found.faces().get(t.index())),
                                t.track().id()))
                        .toList())
                .build();
    }

    static Crop enrolled(Inbound<Enrollment> photo, ExtractedFace face) {
        Enrollment enrollment = photo.value();
        String faceId = FrameId.faceId(enrollment.getPhotoId(), face.face().box());
        return Crop.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setPurpose(Purpose.ENROLL)
                .setTime(enrollment.getSubmittedAt())
                .setFace(face(faceId, face))
                .setImage(ByteBuffer.wrap(face.crop().jpeg()))
                .setLandmarks(face.crop().landmarks().toAvro())
                .setEnrollment(new EnrollmentRef(
                        enrollment.getPersonId(), enrollment.getPhotoId(), enrollment.getSubmittedAt(), null))
                .build();
    }

    static FrameId frameId(Frame frame) {
        return new FrameId(frame.getCameraId(), frame.getEpoch(), frame.getNumber());
    }

    private static Crop.Builder ofCamera(Frame frame, TrackRecordKind kind) {
        return Crop.newBuilder()
                .setKind(kind)
                .setPurpose(Purpose.LIVE)
                .setCameraId(frame.getCameraId())
                .setTime(frame.getCapturedAt())
                .setFrameId(frame.getNumber() < 0 ? null : frameId(frame).toString())
                .setEpoch(frame.getEpoch())
                .setNumber(frame.getNumber());
    }

    private static Face face(String faceId, ExtractedFace face) {
        return new Face(
                faceId,
                face.face().box().toAvro(),
                face.face().score(),
                face.face().landmarks().toAvro(),
                face.quality());
    }
}
