package io.sightline.detector;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the cameras of a partition into the few bytes that an offset's metadata holds, and reads them back exactly.
 *
 * <p>Base64 of: a version byte, then per camera its id, epoch, number, clock, offset and open tracks, in variable-length
 * integers (as in Protocol Buffers), relative to each other where they are near. A camera takes about 25 bytes and the
 * length of its id, a track about 25: eight cameras with a dozen faces each fit.
 */
final class StateCodec {
    /** What the seam allows: see {@code Stage.stateOf}. */
    static final int MOST_CHARACTERS = 4096;

    private static final int MOST_BYTES = MOST_CHARACTERS / 4 * 3;
    private static final int VERSION = 1;
    private static final int MISSED = 1;
    private static final int CONFIRMED = 2;

    /** First what others know of by a crop, then what is believed to be a face, then what was seen last. */
    private static final Comparator<Track.State> LEAST_IMPORTANT_LAST = Comparator.comparing(
                    (Track.State t) -> t.shots().isEmpty())
            .thenComparing(t -> !t.confirmed())
            .thenComparing(Comparator.comparingLong(Track.State::lastSeenAt).reversed())
            .thenComparing(Track.State::id);

    /**
     * @param text at most {@link #MOST_CHARACTERS} of ASCII
     * @param droppedTracks and {@code droppedCameras}: what did not fit, the least important first
     */
    record Encoded(String text, int droppedTracks, int droppedCameras) {}

    private StateCodec() {}

    static Encoded encode(Collection<CameraTracks.State> cameras) {
        if (cameras.isEmpty()) {
            return new Encoded("", 0, 0);
        }
        int room = MOST_BYTES - 1;
        List<CameraTracks.State> kept = new ArrayList<>();
        for (CameraTracks.State camera : latestFirst(cameras)) {
            int size = header(camera).length + 2; // with the number of tracks
            if (size > room) {
                break;
            }
            room -= size;
            kept.add(camera);
        }
        Set<Track.State> keptTracks = new HashSet<>();
        record Candidate(Track.State track, CameraTracks.State camera) {}
        List<Candidate> candidates = new ArrayList<>();
        kept.forEach(c -> c.tracks().forEach(t -> candidates.add(new Candidate(t, c))));
        candidates.sort(Comparator.comparing(Candidate::track, LEAST_IMPORTANT_LAST));
        for (Candidate candidate : candidates) {
            int size = track(candidate.track, candidate.camera).length;
            if (size > room) {
                break;
            }
            room -= size;
            keptTracks.add(candidate.track);
        }
        return new Encoded(text(kept, keptTracks), candidates.size() - keptTracks.size(), cameras.size() - kept.size());
    }

    /** @throws IllegalArgumentException if the text is not of {@link #encode} */
    static List<CameraTracks.State> decode(String text) {
        List<CameraTracks.State> cameras = new ArrayList<>();
        if (text.isEmpty()) {
            return cameras;
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(Base64.getDecoder().decode(text));
            int version = in.get();
            if (version != VERSION) {
                throw new IllegalArgumentException("State of version " + version + ", expected " + VERSION);
            }
            while (in.hasRemaining()) {
                cameras.add(camera(in));
            }
            return cameras;
        } catch (BufferUnderflowException | ArithmeticException e) {
            throw new IllegalArgumentException("State that ends too early, or has numbers that are too large", e);
        }
    }

    private static List<CameraTracks.State> latestFirst(Collection<CameraTracks.State> cameras) {
        return cameras.stream()
                .sorted(Comparator.comparingLong(CameraTracks.State::offset)
                        .reversed()
                        .thenComparing(CameraTracks.State::cameraId))
                .toList();
    }

    private static String text(List<CameraTracks.State> cameras, Set<Track.State> kept) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(VERSION);
        for (CameraTracks.State camera : cameras) {
            out.writeBytes(header(camera));
            List<Track.State> tracks =
                    camera.tracks().stream().filter(kept::contains).toList(); // in the tracker's order
            unsigned(out, tracks.size());
            tracks.forEach(t -> out.writeBytes(track(t, camera)));
        }
        return Base64.getEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    private static byte[] header(CameraTracks.State camera) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] id = camera.cameraId().getBytes(StandardCharsets.UTF_8);
        unsigned(out, id.length);
        out.writeBytes(id);
        signed(out, camera.epoch());
        signed(out, camera.number());
        signed(out, camera.time() - camera.epoch());
        unsigned(out, camera.offset());
        return out.toByteArray();
    }

    private static CameraTracks.State camera(ByteBuffer in) {
        int length = Math.toIntExact(unsigned(in));
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("State with a camera id of " + length + " bytes");
        }
        byte[] id = new byte[length];
        in.get(id);
        String cameraId = new String(id, StandardCharsets.UTF_8);
        long epoch = signed(in);
        long number = signed(in);
        long time = epoch + signed(in);
        long offset = unsigned(in);
        CameraTracks.State bare = new CameraTracks.State(cameraId, epoch, number, time, offset, List.of());
        List<Track.State> tracks = new ArrayList<>();
        for (long n = unsigned(in); n > 0; n--) {
            tracks.add(track(in, bare));
        }
        return new CameraTracks.State(cameraId, epoch, number, time, offset, tracks);
    }

    private static byte[] track(Track.State track, CameraTracks.State camera) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TrackName name = TrackName.parse(track.id(), camera.cameraId());
        signed(out, camera.epoch() - name.epoch);
        signed(out, camera.number() - name.number);
        signed(out, name.column);
        signed(out, name.row);
        signed(out, track.x());
        signed(out, track.y());
        unsigned(out, track.width());
        unsigned(out, track.height());
        signed(out, track.speedX());
        signed(out, track.speedY());
        signed(out, camera.time() - track.lastSeenAt());
        unsigned(out, (track.missed() ? MISSED : 0) | (track.confirmed() ? CONFIRMED : 0));
        unsigned(out, track.sightings());
        unsigned(out, track.shots().count());
        if (!track.shots().isEmpty()) {
            signed(out, camera.time() - track.shots().lastAt());
            unsigned(out, track.shots().best());
        }
        return out.toByteArray();
    }

    private static Track.State track(ByteBuffer in, CameraTracks.State camera) {
        TrackName name = new TrackName(
                camera.epoch() - signed(in),
                camera.number() - signed(in),
                Math.toIntExact(signed(in)),
                Math.toIntExact(signed(in)));
        int x = Math.toIntExact(signed(in));
        int y = Math.toIntExact(signed(in));
        int width = Math.toIntExact(unsigned(in));
        int height = Math.toIntExact(unsigned(in));
        int speedX = Math.toIntExact(signed(in));
        int speedY = Math.toIntExact(signed(in));
        long lastSeenAt = camera.time() - signed(in);
        long flags = unsigned(in);
        int sightings = Math.toIntExact(unsigned(in));
        int count = Math.toIntExact(unsigned(in));
        Shots shots =
                count == 0 ? Shots.NONE : new Shots(count, camera.time() - signed(in), Math.toIntExact(unsigned(in)));
        return new Track.State(
                name.of(camera.cameraId()),
                x,
                y,
                width,
                height,
                speedX,
                speedY,
                lastSeenAt,
                (flags & MISSED) != 0,
                sightings,
                (flags & CONFIRMED) != 0,
                shots);
    }

    /** A track's id without the camera: as {@code FrameId.faceId} writes it. */
    private record TrackName(long epoch, long number, int column, int row) {

        static TrackName parse(String trackId, String cameraId) {
            String[] parts = trackId.substring(cameraId.length() + 1).split("[/.]", -1);
            return new TrackName(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Integer.parseInt(parts[2]),
                    Integer.parseInt(parts[3]));
        }

        String of(String cameraId) {
            return cameraId + "/" + epoch + "/" + number + "/" + column + "." + row;
        }
    }

    private static void unsigned(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long unsigned(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("State with a number of more than 64 bits");
    }

    private static void signed(ByteArrayOutputStream out, long value) {
        unsigned(out, value << 1 ^ value >> 63);
    }

    private static long signed(ByteBuffer in) {
        long zigzag = unsigned(in);
        return zigzag >>> 1 ^ -(zigzag & 1);
    }
}
