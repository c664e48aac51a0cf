package io.sightline.operations.identity;

import io.sightline.core.Embedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.StrangerEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
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
 * <p>Time and memory grow with the square of the number of templates.
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

    /** A template by its place in the list: DBSCAN asks a table who is near. Has no equality but its own. */
    private static final class Place implements Clusterable {
        final int index;

        private final double[] point;

        Place(int index) {
            this.index = index;
            this.point = new double[] {index};
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
        float[][] vectors =
                vectors(strangers.stream().map(StrangerEntry::getVector).toList());
        float[][] faces = vectors(enrolled.stream().map(GalleryEntry::getVector).toList());
        requireOneDimension(vectors, faces);
        List<List<Integer>> groups = unite(strangers, near(vectors));
        double[] separation = separations(vectors, groups);
        int[] nearestFace = new int[vectors.length];
        double[] faceDistance = nearestFaces(vectors, faces, nearestFace);
        List<Group> described = new ArrayList<>();
        for (List<Integer> group : groups) {
            int closest = group.stream()
                    .min(Comparator.comparingDouble(i -> faceDistance[i]))
                    .orElseThrow();
            Optional<Nearest> nearest = faces.length == 0
                    ? Optional.empty()
                    : Optional.of(new Nearest(enrolled.get(nearestFace[closest]).getPersonId(), faceDistance[closest]));
            described.add(new Group(
                    keys(group, strangers),
                    group.stream()
                            .map(strangers::get)
                            .sorted(Comparator.comparing(StrangerEntry::getQuality)
                                    .reversed())
                            .toList(),
                    confidence(group, vectors, i -> Math.min(separation[i], faceDistance[i])),
                    nearest));
        }
        return described;
    }

    private static float[][] vectors(List<ByteBuffer> bytes) {
        return bytes.stream().map(b -> Embedding.ofBytes(b).values()).toArray(float[][]::new);
    }

    private static void requireOneDimension(float[][]... sets) {
        long dimensions = Arrays.stream(sets)
                .flatMap(Arrays::stream)
                .mapToInt(v -> v.length)
                .distinct()
                .count();
        if (dimensions > 1) {
            throw new IllegalArgumentException("Vectors of " + dimensions + " different dimensions cannot be compared");
        }
    }

    /** For each template, which are within reach: a bit for each pair, 50 MB for 20,000 templates. */
    private BitSet[] near(float[][] vectors) {
        BitSet[] near = new BitSet[vectors.length];
        Arrays.setAll(near, i -> new BitSet());
        float squaredReach = (float) (reach * reach);
        new AllPairs(vectors).compare(vectors, (i, j, squared) -> {
            if (squared <= squaredReach) {
                near[i].set(j);
            }
        });
        return near;
    }

    private List<List<Integer>> unite(List<StrangerEntry> strangers, BitSet[] near) {
        double beyond = 2 * reach;
        List<Cluster<Place>> clusters = new DBSCANClusterer<Place>(
                        reach, NEIGHBOURS, (a, b) -> near[(int) a[0]].get((int) b[0]) ? 0 : beyond)
                .cluster(IntStream.range(0, near.length).mapToObj(Place::new).toList());
        var keys = new OneOf();
        strangers.forEach(s -> keys.add(s.getAnonymousId()));
        for (Cluster<Place> cluster : clusters) {
            String first = strangers.get(cluster.getPoints().get(0).index).getAnonymousId();
            cluster.getPoints()
                    .forEach(p -> keys.unite(first, strangers.get(p.index).getAnonymousId()));
        }
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < strangers.size(); i++) {
            groups.computeIfAbsent(keys.find(strangers.get(i).getAnonymousId()), k -> new ArrayList<>())
                    .add(i);
        }
        return List.copyOf(groups.values());
    }

    /** To the nearest template of another group. */
    private static double[] separations(float[][] vectors, List<List<Integer>> groups) {
        int[] groupOf = new int[vectors.length];
        for (int g = 0; g < groups.size(); g++) {
            for (int i : groups.get(g)) {
                groupOf[i] = g;
            }
        }
        double[] squares = new double[vectors.length];
        Arrays.fill(squares, UNRELATED * UNRELATED);
        new AllPairs(vectors).compare(vectors, (i, j, squared) -> {
            if (squared < squares[i] && groupOf[i] != groupOf[j]) {
                squares[i] = squared;
            }
        });
        return Arrays.stream(squares).map(Math::sqrt).toArray();
    }

    /** How near somebody enrolled is, and by which of the faces. */
    private static double[] nearestFaces(float[][] vectors, float[][] faces, int[] nearestFace) {
        double[] squares = new double[vectors.length];
        Arrays.fill(squares, 4);
        new AllPairs(faces).compare(vectors, (i, j, squared) -> {
            if (squared < squares[i]) {
                squares[i] = squared;
                nearestFace[i] = j;
            }
        });
        return Arrays.stream(squares).map(Math::sqrt).toArray();
    }

    private static List<String> keys(List<Integer> group, List<StrangerEntry> strangers) {
        return group.stream()
                .map(strangers::get)
                .sorted(Comparator.comparing(StrangerEntry::getKnownSince).thenComparing(StrangerEntry::getAnonymousId))
                .map(StrangerEntry::getAnonymousId)
                .distinct()
                .toList();
    }

    private double confidence(List<Integer> group, float[][] vectors, IntToDoubleFunction separation) {
        double[] sum = new double[vectors[0].length];
        group.forEach(i -> add(sum, vectors[i]));
        double confidence = 0;
        for (int i : group) {
            double separate = separation.applyAsDouble(i);
            double spread = group.size() == 1 ? reach : spread(vectors[i], sum, group.size() - 1);
            confidence += Math.max(0, (separate - spread) / Math.max(separate, spread)) / group.size();
        }
        return confidence;
    }

    /** |x - y|² is 2 - 2xy for unit vectors, so its mean over the others needs only their sum. */
    private static double spread(float[] vector, double[] sum, int others) {
        double products = 0;
        for (int d = 0; d < sum.length; d++) {
            products += vector[d] * (sum[d] - vector[d]);
        }
        return Math.sqrt(Math.max(0, 2 - 2 * products / others));
    }

    private static void add(double[] sum, float[] vector) {
        for (int d = 0; d < sum.length; d++) {
            sum[d] += vector[d];
        }
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
