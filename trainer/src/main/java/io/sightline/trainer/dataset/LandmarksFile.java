package io.sightline.trainer.dataset;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code landmarks.tsv} beside the folders of a data set: which pictures are canonical crops, and where the five points
 * of the face are in each. A head line, then a line per picture: its path within the folder and ten numbers, between
 * tabs.
 */
final class LandmarksFile {
    static final String NAME = "landmarks.tsv";

    private static final String HEAD = "picture\tleftEyeX\tleftEyeY\trightEyeX\trightEyeY\tnoseX\tnoseY"
            + "\tleftMouthX\tleftMouthY\trightMouthX\trightMouthY";
    private static final int NUMBERS = 10;

    private LandmarksFile() {}

    /**
     * The points of each canonical crop by its path; empty if the folder has no such file.
     *
     * @throws UserError naming the file and the line
     */
    static Map<String, Landmarks> read(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.get(0).equals(HEAD)) {
                throw new UserError(file + ", line 1: expected '" + HEAD.replace('\t', ' ') + "' between tabs");
            }
            Map<String, Landmarks> landmarks = new HashMap<>();
            for (int number = 2; number <= lines.size(); number++) {
                String[] fields = lines.get(number - 1).split("\t", -1);
                landmarks.put(fields[0], points(file, number, fields));
            }
            return landmarks;
        } catch (IOException e) {
            throw new UserError(file + " cannot be read as text: " + e.getMessage(), e);
        }
    }

    private static Landmarks points(Path file, int line, String[] fields) {
        if (fields.length != 1 + NUMBERS) {
            throw new UserError(file + ", line " + line + ": expected a path and " + NUMBERS
                    + " numbers between tabs, got " + fields.length + " fields");
        }
        List<Point> points = new ArrayList<>();
        for (int i = 1; i < fields.length; i += 2) {
            points.add(new Point(number(file, line, fields[i]), number(file, line, fields[i + 1])));
        }
        return Landmarks.of(points);
    }

    private static float number(Path file, int line, String text) {
        try {
            float number = Float.parseFloat(text);
            if (Float.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UserError(file + ", line " + line + ": '" + text + "' is not a number of pixels");
    }

    /** Writes the file so that {@link #read} gives the same numbers. */
    static void write(Path folder, Map<String, Landmarks> landmarks) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(HEAD);
        new TreeMap<>(landmarks).forEach((picture, points) -> {
            StringBuilder line = new StringBuilder(picture);
            points.points()
                    .forEach(p -> line.append('\t').append(p.x()).append('\t').append(p.y()));
            lines.add(line.toString());
        });
        Files.write(folder.resolve(NAME), lines);
    }
}
