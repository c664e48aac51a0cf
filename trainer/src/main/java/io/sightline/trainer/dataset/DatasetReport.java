package io.sightline.trainer.dataset;

import io.sightline.models.Sha256;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.evaluation.FaceVectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is doubtful in a data set: pictures that are there twice, faces that look like somebody else's, people who look
 * like one. Distances are Euclidean between unit vectors, 0 to 2.
 *
 * @param copies groups of crops with the same bytes
 * @param nearCopies pairs of crops that are nearer than any two photos are
 * @param strays faces that are nearer to another person's centre than to that of the other faces of their own
 * @param alike pairs of people whose centres are within the distance at which two faces pass for one person
 */
public record DatasetReport(
        List<List<String>> copies, List<NearCopy> nearCopies, List<Stray> strays, List<Alike> alike) {

    /** Two crops, each as personId/cropId. */
    public record NearCopy(String first, String second, double distance) {}

    /**
     * A face that may be somebody else's.
     *
     * @param crop as personId/cropId
     * @param own distance to the centre of the person's other faces
     * @param nearest whose centre is nearer
     * @param other distance to that
     */
    public record Stray(String crop, double own, String nearest, double other) {}

    /** Two people who may be one under two names. */
    public record Alike(String first, String second, double distance) {}

    public static final DatasetReport NONE = new DatasetReport(List.of(), List.of(), List.of(), List.of());

    /**
     * Below it two pictures are taken for one, saved twice. Measured with mobilefacenet-128 on 90 people of CelebA: of
     * 8,164 pairs of one person's photos two are nearer, and one in a thousand is nearer than 0.18.
     */
    private static final double NEAR_COPY = 0.1;

    /**
     * Looks for doubtful faces.
     *
     * @param threshold the distance up to which the vectors' model takes two faces for one person
     */
    public static DatasetReport of(CropSet set, FaceVectors vectors, double threshold) {
        float[][] rows = vectors.of(set);
        Map<String, Identity> people = people(set, rows);
        return new DatasetReport(
                copies(set), nearCopies(set, rows, people), strays(set, rows, people), alike(people, threshold));
    }

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it; the sum grows as faces are added.
    private record Identity(String id, List<Integer> faces, double[] sum) {
        /** Distance to the centre of the faces, or of those but one. */
        double distance(float[] face, float[] without) {
            double dot = 0;
            double norm = 0;
            for (int i = 0; i < sum.length; i++) {
                double c = sum[i] - (without == null ? 0 : without[i]);
                dot += c * face[i];
                norm += c * c;
            }
            return norm == 0 ? 2 : distanceOf(dot / Math.sqrt(norm));
        }
    }

    private static double distanceOf(double cosine) {
        return Math.sqrt(Math.max(0, 2 - 2 * cosine));
    }

    private static Map<String, Identity> people(CropSet set, float[][] rows) {
        Map<String, Identity> people = new LinkedHashMap<>();
        for (int i = 0; i < rows.length; i++) {
            float[] row = rows[i];
            Identity person = people.computeIfAbsent(
                    set.personId(i), id -> new Identity(id, new ArrayList<>(), new double[row.length]));
            person.faces().add(i);
            for (int k = 0; k < row.length; k++) {
                person.sum()[k] += row[k];
            }
        }
        return people;
    }

    /** As personId/cropId. */
    static String name(CropSet set, int number) {
        String crop = set.cropId(number);
        return crop.startsWith(set.personId(number) + "/") ? crop : set.personId(number) + "/" + crop;
    }

    private static List<List<String>> copies(CropSet set) {
        Map<String, List<String>> byHash = new LinkedHashMap<>();
        for (int i = 0; i < set.size(); i++) {
            byHash.computeIfAbsent(Sha256.of(set.crop(i).jpeg()), hash -> new ArrayList<>())
                    .add(name(set, i));
        }
        return byHash.values().stream().filter(group -> group.size() > 1).toList();
    }

    /**
     * A copy lies where its original does: among the person's own faces, or with somebody whose centre is so near that
     * one of their faces could be it.
     */
    private static List<NearCopy> nearCopies(CropSet set, float[][] rows, Map<String, Identity> people) {
        Map<String, Double> radius = new HashMap<>();
        people.forEach((id, person) -> radius.put(
                id,
                person.faces().stream()
                        .mapToDouble(i -> person.distance(rows[i], null))
                        .max()
                        .orElse(0)));
        return IntStream.range(0, rows.length)
                .parallel()
                .boxed()
                .flatMap(i -> people.values().stream()
                        .filter(person -> person.distance(rows[i], null) <= radius.get(person.id()) + NEAR_COPY)
                        .flatMap(person -> person.faces().stream())
                        .filter(j -> j > i && distance(rows[i], rows[j]) < NEAR_COPY)
                        .map(j -> new NearCopy(name(set, i), name(set, j), distance(rows[i], rows[j]))))
                .sorted(Comparator.comparingDouble(NearCopy::distance).thenComparing(NearCopy::first))
                .toList();
    }

    private static double distance(float[] a, float[] b) {
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
        }
        return distanceOf(dot);
    }

    private static List<Stray> strays(CropSet set, float[][] rows, Map<String, Identity> people) {
        return IntStream.range(0, rows.length)
                .parallel()
                .boxed()
                .filter(i -> people.get(set.personId(i)).faces().size() > 1)
                .flatMap(i -> {
                    Identity own = people.get(set.personId(i));
                    double toOwn = own.distance(rows[i], rows[i]);
                    return people.values().stream()
                            .filter(other -> !other.id().equals(own.id()))
                            .map(other -> new Stray(name(set, i), toOwn, other.id(), other.distance(rows[i], null)))
                            .min(Comparator.comparingDouble(Stray::other))
                            .filter(stray -> stray.other() < toOwn)
                            .stream();
                })
                .sorted(Comparator.comparingDouble((Stray s) -> s.other() - s.own())
                        .thenComparing(Stray::crop))
                .toList();
    }

    private static List<Alike> alike(Map<String, Identity> people, double threshold) {
        List<Identity> all = List.copyOf(people.values());
        List<float[]> centres = all.stream().map(DatasetReport::centre).toList();
        return IntStream.range(0, all.size())
                .parallel()
                .boxed()
                .flatMap(i -> IntStream.range(i + 1, all.size())
                        .mapToObj(j ->
                                new Alike(all.get(i).id(), all.get(j).id(), distance(centres.get(i), centres.get(j)))))
                .filter(pair -> pair.distance() <= threshold)
                .sorted(Comparator.comparingDouble(Alike::distance).thenComparing(Alike::first))
                .toList();
    }

    private static float[] centre(Identity person) {
        double norm = 0;
        for (double v : person.sum()) {
            norm += v * v;
        }
        float[] centre = new float[person.sum().length];
        for (int i = 0; i < centre.length; i++) {
            centre[i] = (float) (person.sum()[i] / Math.max(1e-12, Math.sqrt(norm)));
        }
        return centre;
    }
}
