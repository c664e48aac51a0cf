package io.sightline.trainer.evaluation;

import io.sightline.core.UserError;
import io.sightline.trainer.evaluation.LfwPairs.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which pictures are compared, as a text file. Two forms are read, told apart by the first line:
 *
 * <ul>
 *   <li>LFW's, View 2: the header says folds and pairs of each kind ({@code 10 300}), each further line a pair of one
 *       person ({@code name n m}) or of two ({@code name n name m}); pictures are {@code name/name_0001.jpg}.
 *   <li>A list: each line two paths within the folder of pictures and whether they show one person, {@code 1} or
 *       {@code 0}, separated by tabs, or by spaces where no path has any. Lines that are empty or begin with {@code #} are
 *       passed over. Pairs are split into ten folds in the order of the file. Where the folder of each picture is its
 *       person's, for every line of the file, all pairs of two people are compared beyond those listed.
 * </ul>
 */
public final class PairsFile {
    private static final Pattern NUMBERS = Pattern.compile("\\s*-?\\d+(\\s+-?\\d+)?\\s*");
    private static final int FOLDS = 10;

    private PairsFile() {}

    /**
     * @return pictures as paths within their folder, with {@code /}
     * @throws UserError naming file and line
     */
    public static PairSet read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UserError(
                    "Cannot read the pairs file " + file
                            + ": expected the format of LFW's pairs.txt, or lines of two paths and 1 or 0",
                    e);
        }
        return lines.isEmpty()
                        || lines.get(0).isBlank()
                        || NUMBERS.matcher(lines.get(0)).matches()
                ? ofLfw(LfwPairs.parse(file, lines))
                : list(file, lines);
    }

    private static PairSet ofLfw(LfwPairs pairs) {
        Map<Image, Integer> numbers = new LinkedHashMap<>();
        List<List<Pair>> folds = new ArrayList<>();
        for (List<LfwPairs.Pair> fold : pairs.folds()) {
            List<Pair> read = new ArrayList<>();
            for (LfwPairs.Pair pair : fold) {
                int first = numbers.computeIfAbsent(pair.first(), i -> numbers.size());
                int second = numbers.computeIfAbsent(pair.second(), i -> numbers.size());
                read.add(new Pair(first, second, pair.isGenuine()));
            }
            folds.add(read);
        }
        return new PairSet(
                numbers.keySet().stream().map(Image::path).toList(),
                numbers.keySet().stream().map(Image::person).toList(),
                folds,
                PairSet.Genuine.LISTED);
    }

    private static PairSet list(Path file, List<String> lines) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<Pair> pairs = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line).strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String[] fields = text.split(text.indexOf('\t') >= 0 ? "\t+" : " +", -1);
            if (fields.length != 3 || !fields[2].matches("[01]")) {
                throw new UserError(file + ", line " + (line + 1)
                        + ": expected two paths and 1 (one person) or 0 (two people), got '" + text + "'");
            }
            int first = numbers.computeIfAbsent(fields[0].replace('\\', '/'), p -> numbers.size());
            int second = numbers.computeIfAbsent(fields[1].replace('\\', '/'), p -> numbers.size());
            pairs.add(new Pair(first, second, fields[2].equals("1")));
        }
        if (pairs.isEmpty()) {
            throw new UserError(file + ": there is no pair in it");
        }
        List<String> pictures = List.copyOf(numbers.keySet());
        return new PairSet(
                pictures,
                people(pictures, pairs),
                PairSet.inOrder(pairs, Math.min(FOLDS, pairs.size())),
                PairSet.Genuine.LISTED);
    }

    /** The pictures' folders, if no pair speaks against their being people. */
    private static List<String> people(List<String> pictures, List<Pair> pairs) {
        List<String> folders = pictures.stream().map(PairsFile::folder).toList();
        boolean agree = pairs.stream()
                .allMatch(p -> !folders.get(p.first()).isEmpty()
                        && folders.get(p.first()).equals(folders.get(p.second())) == p.isGenuine());
        return agree ? folders : List.of();
    }

    private static String folder(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
