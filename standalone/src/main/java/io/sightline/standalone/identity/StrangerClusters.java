package io.sightline.standalone.identity;

import io.sightline.core.Embedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.StrangerEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hipparchus.clustering.Cluster;
import org.hipparchus.clustering.Clusterable;
import org.hipparchus.clustering.DBSCANClusterer;

/**
 * Groups those who are not enrolled by what they look like: two keys in one group are probably one human.
 *
 * <p>By DBSCAN over the strangers' templates (Ester, Kriegel, Sander, Xu: A density-based algorithm for discovering
 * clusters, KDD 1996). Templates of one key stay together, because the matcher saw them as one. Of 360 templates of 90
 * people, each of three photos, a reach of 0.9 of MobileFaceNet's threshold put 97% of the pairs of one person together,
 * and 98.5% of the pairs that it put together were of one person; at the threshold itself it was 83%, because groups
 * grow into each other.
 *
 * <p>Time grows with the square of the number of templates, memory with the number.
 */
public final class StrangerClusters {
    /** Of the model's threshold: how near a template must be to join a group. */
    public static final double REACH_SHARE = 0.9;

    /** Of the model's threshold: a group that is nearer than this to an enrolled person may be that person. */
    public static final double NEAR_SHARE = 1.1;

    /** One neighbour makes a group: most strangers have few templates. */
    private static final int NEIGHBOURS = 1;

    /** Unrelated unit vectors are so far apart: what counts as separation if there is nobody else. */
    private static final double UNRELATED = Math.sqrt(2);

    private final double reach;

    /** @param reach largest distance between neighbours, Euclidean between unit vectors, 0 to 2 */
    public StrangerClusters(double reach) {
        this.reach = reach;
    }

    /**
     * Probably one human.
     *
     * @param keys the oldest first: it is the one that would stay
     * @param templates the best first
     * @param confidence 0 to 1; the mean over the templates of (separation - spread) / the larger of the two, or 0 if it
     *     is less. Separation is the distance to the nearest template of another group or of somebody enrolled; spread
     *     the root of the mean square of the distances to the group's others, or the reach for one that is alone
     * @param nearest who of those enrolled is nearest, and how near
     */
    public record Group(
            List<String> keys, List<StrangerEntry> templates, double confidence, Optional<Nearest> nearest) {}

    /** Somebody enrolled, at this distance of the group's nearest template. */
    public record Nearest(String personId, double distance) {}

    /** Has no equality but its own: DBSCAN tells points apart by it. */
    private static final class Template implements Clusterable {
        final StrangerEntry entry;
        final double[] point;

        Template(StrangerEntry entry) {
            this.entry = entry;
            this.point = pointOf(Embedding.ofBytes(entry.getVector()));
        }

        @Override
        public double[] getPoint() {
            return point;
        }
    }

    /**
     * @param strangers templates of one model
     * @param enrolled faces of the same model
     * @return in no order
     * @throws IllegalArgumentException if a vector is not one of unit length, or they differ in length
     */
    public List<Group> group(List<StrangerEntry> strangers, List<GalleryEntry> enrolled) {
        List<Template> templates = strangers.stream().map(Template::new).toList();
        List<List<Template>> groups = unite(templates);
        Map<Template, Double> separation = separations(groups);
        List<double[]> faces = enrolled.stream()
                .map(e -> pointOf(Embedding.ofBytes(e.getVector())))
                .toList();
        return groups.stream()
                .map(g -> describe(g, separation, enrolled, faces))
                .toList();
    }

    private List<List<Template>> unite(List<Template> templates) {
        double squaredReach = reach * reach;
        List<Cluster<Template>> near = new DBSCANClusterer<Template>(
                        reach, NEIGHBOURS, (a, b) -> Math.sqrt(squaredDistance(a, b, squaredReach)))
                .cluster(templates);
        var keys = new OneOf();
        templates.forEach(t -> keys.add(t.entry.getAnonymousId()));
        for (Cluster<Template> cluster : near) {
            String first = cluster.getPoints().get(0).entry.getAnonymousId();
            cluster.getPoints().forEach(t -> keys.unite(first, t.entry.getAnonymousId()));
        }
        Map<String, List<Template>> groups = new LinkedHashMap<>();
        for (Template t : templates) {
            groups.computeIfAbsent(keys.find(t.entry.getAnonymousId()), k -> new ArrayList<>())
                    .add(t);
        }
        return List.copyOf(groups.values());
    }

    /** To the nearest template of another group. */
    private static Map<Template, Double> separations(List<List<Template>> groups) {
        List<Template> all = new ArrayList<>();
        List<Integer> groupOf = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            for (Template t : groups.get(g)) {
                all.add(t);
                groupOf.add(g);
            }
        }
        double[] nearest = new double[all.size()];
        Arrays.fill(nearest, UNRELATED * UNRELATED);
        for (int i = 0; i < nearest.length; i++) {
            double[] point = all.get(i).point;
            for (int j = i + 1; j < nearest.length; j++) {
                if (!groupOf.get(i).equals(groupOf.get(j))) {
                    double enough = Math.max(nearest[i], nearest[j]);
                    double d = squaredDistance(point, all.get(j).point, enough);
                    nearest[i] = Math.min(nearest[i], d);
                    nearest[j] = Math.min(nearest[j], d);
                }
            }
        }
        Map<Template, Double> separations = new HashMap<>();
        for (int i = 0; i < nearest.length; i++) {
            separations.put(all.get(i), Math.sqrt(nearest[i]));
        }
        return separations;
    }

    private Group describe(
            List<Template> group, Map<Template, Double> separation, List<GalleryEntry> enrolled, List<double[]> faces) {
        double[] sum = new double[group.get(0).point.length];
        group.forEach(t -> add(sum, t.point));
        double confidence = 0;
        Optional<Nearest> nearest = Optional.empty();
        for (Template t : group) {
            Optional<Nearest> person = nearestOf(t, enrolled, faces);
            double separate =
                    Math.min(separation.get(t), person.map(Nearest::distance).orElse(UNRELATED));
            double spread = group.size() == 1 ? reach : spread(t, sum, group.size() - 1);
            confidence += Math.max(0, (separate - spread) / Math.max(separate, spread)) / group.size();
            if (person.isPresent()
                    && (nearest.isEmpty()
                            || person.get().distance() < nearest.get().distance())) {
                nearest = person;
            }
        }
        return new Group(
                group.stream()
                        .map(t -> t.entry)
                        .sorted(Comparator.comparing(StrangerEntry::getKnownSince)
                                .thenComparing(StrangerEntry::getAnonymousId))
                        .map(StrangerEntry::getAnonymousId)
                        .distinct()
                        .toList(),
                group.stream()
                        .map(t -> t.entry)
                        .sorted(Comparator.comparing(StrangerEntry::getQuality).reversed())
                        .toList(),
                confidence,
                nearest);
    }

    /** |x - y|² is 2 - 2xy for unit vectors, so its mean over the others needs only their sum. */
    private static double spread(Template t, double[] sum, int others) {
        double products = 0;
        for (int i = 0; i < sum.length; i++) {
            products += t.point[i] * (sum[i] - t.point[i]);
        }
        return Math.sqrt(Math.max(0, 2 - 2 * products / others));
    }

    private static Optional<Nearest> nearestOf(Template t, List<GalleryEntry> enrolled, List<double[]> faces) {
        int best = -1;
        double squared = Double.POSITIVE_INFINITY;
        for (int i = 0; i < faces.size(); i++) {
            double d = squaredDistance(t.point, faces.get(i), squared);
            if (d < squared) {
                squared = d;
                best = i;
            }
        }
        return best < 0
                ? Optional.empty()
                : Optional.of(new Nearest(enrolled.get(best).getPersonId(), Math.sqrt(squared)));
    }

    /** Exact up to {@code enough}; beyond it, some value beyond it: most pairs are far, and half their numbers show it. */
    private static double squaredDistance(double[] a, double[] b, double enough) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "Vectors of " + a.length + " and " + b.length + " dimensions cannot be compared");
        }
        double squares = 0;
        int i = 0;
        int whole = a.length - a.length % 16;
        while (i < whole) {
            double first = 0;
            double second = 0;
            for (int end = i + 16; i < end; i += 2) {
                double d = a[i] - b[i];
                double e = a[i + 1] - b[i + 1];
                first += d * d;
                second += e * e;
            }
            squares += first + second;
            if (squares > enough) {
                return squares;
            }
        }
        for (; i < a.length; i++) {
            double d = a[i] - b[i];
            squares += d * d;
        }
        return squares;
    }

    private static void add(double[] sum, double[] point) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += point[i];
        }
    }

    private static double[] pointOf(Embedding vector) {
        float[] values = vector.values();
        double[] point = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            point[i] = values[i];
        }
        return point;
    }

    /** Which names stand for the same: disjoint sets. */
    private static final class OneOf {
        private final Map<String, String> parent = new HashMap<>();

        void add(String name) {
            parent.putIfAbsent(name, name);
        }

        String find(String name) {
            String root = name;
            while (!parent.get(root).equals(root)) {
                root = parent.get(root);
            }
            parent.put(name, root);
            return root;
        }

        void unite(String a, String b) {
            parent.put(find(b), find(a));
        }
    }
}
