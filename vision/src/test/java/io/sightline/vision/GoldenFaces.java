package io.sightline.vision;

import io.sightline.core.BoundingBox;
import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What an independent implementation of MTCNN finds; see the head of the file. */
final class GoldenFaces {

    record Photo(String file, int width, int height, List<DetectedFace> faces) {
        @Override
        public String toString() {
            return file;
        }
    }

    /** @param prefix of the file's name */
    static List<Photo> startingWith(String prefix) throws IOException {
        return all().stream().filter(photo -> photo.file().startsWith(prefix)).toList();
    }

    private static List<Photo> all() throws IOException {
        List<Photo> photos = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(GoldenFaces.class.getResourceAsStream("golden-faces.tsv")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split("\t", -1);
                if (cells[0].equals("picture")) {
                    photos.add(new Photo(
                            cells[1], Integer.parseInt(cells[2]), Integer.parseInt(cells[3]), new ArrayList<>()));
                } else if (cells[0].equals("face")) {
                    photos.get(photos.size() - 1).faces().add(face(cells));
                }
            }
        }
        return photos;
    }

    private static DetectedFace face(String[] cells) {
        float[] v = new float[15];
        for (int i = 0; i < v.length; i++) {
            v[i] = Float.parseFloat(cells[i + 1]);
        }
        List<Point> points = new ArrayList<>();
        for (int i = 5; i < v.length; i += 2) {
            points.add(new Point(v[i], v[i + 1]));
        }
        return new DetectedFace(BoundingBox.ofCorners(v[0], v[1], v[2], v[3]), v[4], Landmarks.of(points));
    }

    private GoldenFaces() {}
}
