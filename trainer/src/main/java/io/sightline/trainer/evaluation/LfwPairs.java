package io.sightline.trainer.evaluation;

import io.sightline.core.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Who is compared with whom, in the format of Labeled Faces in the Wild, View 2: the header says folds and pairs, then
 * each fold has as many pairs of one person ({@code name n m}) as of two ({@code name n name m}).
 */
record LfwPairs(List<List<Pair>> folds) {

    /** A picture: {@code name/name_0001.jpg}. */
    record Image(String person, int number) {
        /** Within the folder of pictures. */
        String path() {
            return String.format(Locale.ROOT, "%s/%s_%04d.jpg", person, person, number);
        }
    }

    record Pair(Image first, Image second) {
        boolean isGenuine() {
            return first.person().equals(second.person());
        }
    }

    /**
     * @param file for messages
     * @throws UserError naming file and line
     */
    static LfwPairs parse(Path file, List<String> lines) {
        List<Integer> header = numbers(file, 1, lines.isEmpty() ? "" : lines.get(0));
        if (header.isEmpty() || header.size() > 2 || header.stream().anyMatch(n -> n < 1)) {
            throw new UserError(
                    file + ", line 1: expected the number of pairs, or folds and pairs per kind, each 1 or more");
        }
        int folds = header.size() == 2 ? header.get(0) : 1;
        long promised = 2L * folds * header.get(header.size() - 1);
        if (lines.size() - 1 < promised) {
            throw new UserError(file + ": line 1 promises " + promised + " pairs, there are " + (lines.size() - 1));
        }
        int pairsPerFold = (int) (promised / folds);
        List<List<Pair>> read = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < pairsPerFold; i++) {
                int line = 1 + fold * pairsPerFold + i;
                pairs.add(pair(file, line + 1, lines.get(line)));
            }
            read.add(List.copyOf(pairs));
        }
        return new LfwPairs(List.copyOf(read));
    }

    private static Pair pair(Path file, int line, String text) {
        String[] f = text.strip().split("\\s+", -1);
        try {
            if (f.length == 3) {
                return new Pair(new Image(f[0], Integer.parseInt(f[1])), new Image(f[0], Integer.parseInt(f[2])));
            }
            if (f.length == 4) {
                return new Pair(new Image(f[0], Integer.parseInt(f[1])), new Image(f[2], Integer.parseInt(f[3])));
            }
        } catch (NumberFormatException e) {
            throw new UserError(file + ", line " + line + ": a picture's number is not a number in '" + text + "'", e);
        }
        throw new UserError(file + ", line " + line + ": expected 'name n m' or 'name n name m', got '" + text + "'");
    }

    private static List<Integer> numbers(Path file, int line, String text) {
        try {
            return Stream.of(text.strip().split("\\s+", -1))
                    .map(Integer::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            throw new UserError(file + ", line " + line + ": expected numbers, got '" + text + "'", e);
        }
    }
}
