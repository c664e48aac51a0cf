package io.sightline.operations.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.Embedding;
import io.sightline.operations.identity.StrangerClusters.Group;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.StrangerEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StrangerClustersTest {
    private static final double REACH = 0.765;
    private static final int DIMENSION = 128;

    private final Random random = new Random(7);
    private final StrangerClusters clusters = new StrangerClusters(REACH);

    @Test
    void keysThatLookAlikeAreOneGroupWithTheOldestFirst() {
        float[] grace = somebody();
        float[] linus = somebody();
        List<Group> groups = clusters.group(
                List.of(
                        stranger("anon-young", 1, like(grace, 0.5), 200),
                        stranger("anon-old", 2, like(grace, 0.5), 100),
                        stranger("anon-other", 3, like(linus, 0.5), 50)),
                List.of());

        assertThat(groups)
                .extracting(Group::keys)
                .containsExactlyInAnyOrder(List.of("anon-old", "anon-young"), List.of("anon-other"));
        assertThat(groups).allSatisfy(g -> assertThat(g.nearest()).isEmpty());
    }

    @Test
    void templatesOfOneKeyStayTogetherHoweverTheyLook() {
        List<Group> groups = clusters.group(
                List.of(stranger("anon-a", 1, somebody(), 1), stranger("anon-a", 2, somebody(), 1)), List.of());

        assertThat(groups).hasSize(1);
        assertThat(groups.get(0).templates()).hasSize(2);
        assertThat(groups.get(0).confidence()).isLessThan(0.1);
    }

    @Test
    void isSurerOfAGroupThatIsFarFromOthersAndDense() {
        float[] grace = somebody();
        float[] twin = like(grace, 0.95);
        List<StrangerEntry> apart = List.of(
                stranger("anon-a", 1, like(grace, 0.3), 1),
                stranger("anon-a", 2, like(grace, 0.3), 1),
                stranger("anon-b", 3, somebody(), 1));
        List<StrangerEntry> close = List.of(
                stranger("anon-a", 1, like(grace, 0.3), 1),
                stranger("anon-a", 2, like(grace, 0.3), 1),
                stranger("anon-b", 3, twin, 1));

        assertThat(confidence(apart, "anon-a")).isGreaterThan(0.6);
        assertThat(confidence(close, "anon-a")).isBetween(0.4, confidence(apart, "anon-a") - 0.05);
    }

    @Test
    void confidenceIsSeparationLessSpreadOverTheLarger() {
        StrangerEntry a = stranger("anon-a", 1, somebody(), 1);
        StrangerEntry b = stranger("anon-a", 2, like(floats(a), 0.4), 1);
        StrangerEntry c = stranger("anon-c", 3, like(floats(a), 0.9), 1);
        double spread = distance(a, b);
        double expected = ((distance(a, c) - spread) / distance(a, c) + (distance(b, c) - spread) / distance(b, c)) / 2;

        assertThat(confidence(List.of(a, b, c), "anon-a")).isCloseTo(expected, within(1e-6));
    }

    @Test
    void aGroupNearSomebodyEnrolledNamesThemAndIsLessSure() {
        float[] ada = somebody();
        List<StrangerEntry> strangers =
                List.of(stranger("anon-a", 1, like(ada, 0.9), 1), stranger("anon-a", 2, like(ada, 0.92), 1));
        GalleryEntry enrolled = face("person-ada", ada);

        Group group = clusters.group(strangers, List.of(face("person-bob", somebody()), enrolled))
                .get(0);

        assertThat(group.nearest()).hasValueSatisfying(n -> {
            assertThat(n.personId()).isEqualTo("person-ada");
            assertThat(n.distance()).isCloseTo(0.9, within(0.02));
        });
        assertThat(group.confidence())
                .isLessThan(clusters.group(strangers, List.of()).get(0).confidence());
    }

    @Test
    void theBestTemplateComesFirst() {
        StrangerEntry poor = stranger("anon-a", 1, somebody(), 1);
        StrangerEntry good = stranger("anon-a", 2, somebody(), 1);
        poor.setQuality(0.2f);
        good.setQuality(0.9f);

        assertThat(clusters.group(List.of(poor, good), List.of()).get(0).templates())
                .containsExactly(good, poor);
    }

    @Test
    void everyKeyIsInExactlyOneGroupAlsoOfManyThatChain() {
        List<StrangerEntry> chain = new ArrayList<>();
        float[] face = somebody();
        for (int i = 0; i < 200; i++) {
            chain.add(stranger("anon-" + i, i, face, i));
            face = like(face, 0.7);
        }

        List<Group> groups = clusters.group(chain, List.of());

        assertThat(groups).hasSize(1);
        assertThat(groups.get(0).keys())
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> "anon-" + i).toList());
    }

    private double confidence(List<StrangerEntry> strangers, String key) {
        return clusters.group(strangers, List.of()).stream()
                .filter(g -> g.keys().contains(key))
                .findFirst()
                .orElseThrow()
                .confidence();
    }

    private static double distance(StrangerEntry a, StrangerEntry b) {
        return Embedding.ofBytes(a.getVector()).distanceTo(Embedding.ofBytes(b.getVector()));
    }

    private static float[] floats(StrangerEntry entry) {
        return Embedding.ofBytes(entry.getVector()).values();
    }

    private float[] somebody() {
        float[] raw = new float[DIMENSION];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (float) random.nextGaussian();
        }
        return Embedding.normalised(raw).values();
    }

    /** A unit vector at this distance of another, in a random direction. */
    private float[] like(float[] face, double distance) {
        double cosine = 1 - distance * distance / 2;
        float[] other = somebody();
        double dot = 0;
        for (int i = 0; i < face.length; i++) {
            dot += face[i] * other[i];
        }
        float[] across = new float[face.length];
        for (int i = 0; i < face.length; i++) {
            across[i] = (float) (other[i] - dot * face[i]);
        }
        across = Embedding.normalised(across).values();
        double sine = Math.sqrt(1 - cosine * cosine);
        float[] near = new float[face.length];
        for (int i = 0; i < face.length; i++) {
            near[i] = (float) (cosine * face[i] + sine * across[i]);
        }
        return near;
    }

    private static StrangerEntry stranger(String key, int track, float[] vector, long knownSince) {
        return StrangerEntry.newBuilder()
                .setAnonymousId(key)
                .setTrackId("lobby/1/" + track + "/2.3")
                .setModelId("m@1+0123456789ab")
                .setVector(Embedding.normalised(vector).toBytes())
                .setQuality(0.5f)
                .setCameraId("lobby")
                .setKnownSince(Instant.ofEpochSecond(knownSince))
                .setSeenAt(Instant.ofEpochSecond(knownSince))
                .build();
    }

    private static GalleryEntry face(String personId, float[] vector) {
        return GalleryEntry.newBuilder()
                .setPersonId(personId)
                .setTemplateId("t")
                .setModelId("m@1+0123456789ab")
                .setVector(Embedding.normalised(vector).toBytes())
                .setQuality(0.5f)
                .setEnrolledAt(Instant.EPOCH)
                .build();
    }
}
