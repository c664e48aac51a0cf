package io.sightline.trainer.evaluation;

import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * To which group the face in each picture belongs, and in which year it was taken, where somebody says so. Immutable.
 *
 * @param labels by the picture's name in the set, or by that of the folder that it is in: a person's
 */
public record PictureGroups(Map<String, Label> labels) {

    /**
     * @param group such as an age or a skin type
     * @param year empty where nobody says
     */
    public record Label(String group, OptionalInt year) {}

    public PictureGroups {
        labels = Map.copyOf(labels);
    }

    /**
     * Reads lines of picture, group, and year if it is known, separated by tabs. In place of a picture its folder may stand
     * for all that are in it. Empty lines and those that begin with {@code #} are passed over.
     *
     * @throws UserError naming file and line
     */
    public static PictureGroups read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UserError(
                    "Cannot read the groups " + file + ": expected lines of picture, group and year, separated by tabs",
                    e);
        }
        Map<String, Label> labels = new HashMap<>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\t", -1);
            if (fields.length < 2 || fields.length > 3 || fields[0].isBlank() || fields[1].isBlank()) {
                throw new UserError(file + ", line " + number
                        + ": expected picture, group and, if known, year, separated by tabs, got '" + line + "'");
            }
            OptionalInt year = fields.length == 3 ? year(file, number, fields[2].strip()) : OptionalInt.empty();
            String picture = fields[0].strip().replace('\\', '/');
            if (labels.put(picture, new Label(fields[1].strip(), year)) != null) {
                throw new UserError(file + ", line " + number + ": " + picture + " was named before");
            }
        }
        return new PictureGroups(labels);
    }

    private static OptionalInt year(Path file, int line, String text) {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.matches("\\d{4}")) {
            throw new UserError(file + ", line " + line + ": '" + text + "' is no year; expected one as 1987");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    Optional<Label> of(String picture) {
        return Optional.ofNullable(labels.get(picture))
                .or(() -> Optional.ofNullable(labels.get(picture.substring(0, Math.max(0, picture.lastIndexOf('/'))))));
    }
}
