package io.sightline.trainer.evaluation;

import io.sightline.core.UserError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How often a model errs by group, at one threshold for all, as those who run it have one: false accepts for each two
 * groups (people of one group are mistaken for each other most), false rejects by group and by years between the
 * pictures. So NIST reports demographic effects (NISTIR 8280, 2019).
 *
 * @param far over all pairs of two people, from which the threshold comes
 * @param accepts false ones by the two groups, in the order of their names
 * @param rejects false ones by group; of pairs whose pictures have different groups they are counted for neither
 * @param rejectsByYears false ones by years between the pictures, the fewest first
 * @param unlabelled pictures of which nobody says the group
 */
public record GroupFigures(
        double far,
        double threshold,
        Map<Groups, Errors> accepts,
        Map<String, Errors> rejects,
        Map<Years, Errors> rejectsByYears,
        int unlabelled) {

    /** Two groups, or one and itself, in the order of their names. */
    public record Groups(String first, String second) implements Comparable<Groups> {
        static Groups of(String a, String b) {
            return a.compareTo(b) <= 0 ? new Groups(a, b) : new Groups(b, a);
        }

        @Override
        public int compareTo(Groups other) {
            int byFirst = first.compareTo(other.first);
            return byFirst != 0 ? byFirst : second.compareTo(other.second);
        }
    }

    /** Between two pictures of one person. */
    public enum Years {
        UNDER_2("under 2 years"),
        FROM_2("2 to 4 years"),
        FROM_5("5 to 9 years"),
        FROM_10("10 to 19 years"),
        FROM_20("20 years and more");

        private final String title;

        Years(String title) {
            this.title = title;
        }

        /** As people say it. */
        public String title() {
            return title;
        }

        static Years between(int first, int second) {
            int years = Math.abs(first - second);
            return years < 2 ? UNDER_2 : years < 5 ? FROM_2 : years < 10 ? FROM_5 : years < 20 ? FROM_10 : FROM_20;
        }
    }

    /** How many of so many pairs. */
    public record Errors(long errors, long pairs) {
        Errors and(boolean isError) {
            return new Errors(errors + (isError ? 1 : 0), pairs + 1);
        }

        public double rate() {
            return (double) errors / pairs;
        }

        private String text() {
            return String.format(Locale.ROOT, "%.4f (%,d of %,d)", rate(), errors, pairs);
        }
    }

    /** For pages and terminals alike. */
    public record Table(String title, List<String> headings, List<List<String>> rows) {}

    /**
     * @param assessment the model's; its rarest measurable false accept rate gives the threshold
     * @param vectors the model's, by the picture's number; null where no face was found
     * @throws UserError if no picture is labelled, or no rate can be measured
     */
    public static GroupFigures of(Assessment assessment, float[][] vectors, PictureGroups groups) {
        PairSet set = assessment.set();
        List<Optional<PictureGroups.Label>> labels =
                set.pictures().stream().map(groups::of).toList();
        int unlabelled = (int) labels.stream().filter(Optional::isEmpty).count();
        if (unlabelled == labels.size()) {
            throw new UserError("The groups name none of the " + labels.size() + " pictures; expected names such as "
                    + set.pictures().get(0));
        }
        TarAtFar.Measured at = assessment
                .metrics()
                .atLowestFar()
                .orElseThrow(() -> new UserError("There are too few pairs of two people for figures by group: "
                        + assessment.scores().impostorPairs() + "; expected 100 at least"));
        var figures = new GroupFigures(
                at.far(), at.threshold(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), unlabelled);
        compared(set, vectors).forEach(pair -> figures.count(pair, vectors, labels));
        return figures;
    }

    private static Stream<Pair> compared(PairSet set, float[][] vectors) {
        Stream<Pair> listed = set.folds().stream().flatMap(List::stream);
        if (!set.hasPeople()) {
            return listed;
        }
        boolean allGenuine = set.genuine() == PairSet.Genuine.ALL;
        Stream<Pair> any = Stream.iterate(0, i -> i < vectors.length, i -> i + 1)
                .flatMap(i -> Stream.iterate(i + 1, j -> j < vectors.length, j -> j + 1)
                        .map(j -> new Pair(
                                i, j, set.people().get(i).equals(set.people().get(j)))))
                .filter(pair -> allGenuine || !pair.isGenuine());
        return allGenuine ? any : Stream.concat(any, listed.filter(Pair::isGenuine));
    }

    private void count(Pair pair, float[][] vectors, List<Optional<PictureGroups.Label>> labels) {
        float[] a = vectors[pair.first()];
        float[] b = vectors[pair.second()];
        if (labels.get(pair.first()).isEmpty() || labels.get(pair.second()).isEmpty()) {
            return;
        }
        PictureGroups.Label first = labels.get(pair.first()).get();
        PictureGroups.Label second = labels.get(pair.second()).get();
        boolean accepted = (float) Distance.orNever(a, b) <= threshold; // as PairScores keeps them
        if (!pair.isGenuine()) {
            if (a != null && b != null) {
                add(accepts, Groups.of(first.group(), second.group()), accepted);
            }
            return;
        }
        if (first.group().equals(second.group())) {
            add(rejects, first.group(), !accepted);
        }
        if (first.year().isPresent() && second.year().isPresent()) {
            add(
                    rejectsByYears,
                    Years.between(first.year().getAsInt(), second.year().getAsInt()),
                    !accepted);
        }
    }

    private static <K> void add(Map<K, Errors> to, K key, boolean isError) {
        to.put(key, to.getOrDefault(key, new Errors(0, 0)).and(isError));
    }

    /** @param model what the model is called */
    public List<Table> tables(String model) {
        String at = String.format(
                Locale.ROOT, "%s, threshold %.3f (FAR %s over all): ", model, threshold, VerificationMetrics.name(far));
        SortedSet<String> groups = new TreeSet<>(rejects.keySet());
        accepts.keySet().forEach(g -> {
            groups.add(g.first());
            groups.add(g.second());
        });
        Table two = new Table(
                at + "false accepts, group by group",
                Stream.concat(Stream.of(""), groups.stream()).toList(),
                groups.stream()
                        .map(row -> Stream.concat(
                                        Stream.of(row), groups.stream().map(column -> accepts(row, column)))
                                .toList())
                        .toList());
        Table one = new Table(at + "false rejects by group", List.of("group", "false rejects"), rows(rejects));
        Table years = new Table(
                at + "false rejects by the time between the pictures",
                List.of("between", "false rejects"),
                rejectsByYears.entrySet().stream()
                        .map(e -> List.of(e.getKey().title, e.getValue().text()))
                        .toList());
        return Stream.of(two, one, years).filter(t -> !t.rows().isEmpty()).toList();
    }

    /** By chance alone fewer than ten of so many pairs would pass: nothing can be said of them. */
    private String accepts(String row, String column) {
        Errors errors = accepts.get(Groups.of(row, column));
        return errors == null || errors.pairs() * far < TarAtFar.LEAST_ERRORS ? "not measurable" : errors.text();
    }

    private static List<List<String>> rows(Map<String, Errors> errors) {
        return errors.entrySet().stream()
                .map(e -> List.of(e.getKey(), e.getValue().text()))
                .toList();
    }
}
