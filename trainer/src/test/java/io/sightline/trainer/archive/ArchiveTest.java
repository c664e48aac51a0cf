package io.sightline.trainer.archive;

import static io.sightline.trainer.archive.Said.at;
import static io.sightline.trainer.archive.Said.corrected;
import static io.sightline.trainer.archive.Said.identified;
import static io.sightline.trainer.archive.Said.joined;
import static io.sightline.trainer.archive.Said.keyOf;
import static io.sightline.trainer.archive.Said.learned;
import static io.sightline.trainer.archive.Said.left;
import static io.sightline.trainer.archive.Said.live;
import static io.sightline.trainer.archive.Said.person;
import static io.sightline.trainer.archive.Said.photo;
import static io.sightline.trainer.archive.Said.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.config.ConfigLoader;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.LabelIds;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EarlierRecord;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.LabelSource;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.TemplateKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ArchiveTest {
    private final Map<CropRef, Crop> crops = new HashMap<>();
    private final SortedMap<String, ArchivedCrop> records = new TreeMap<>();
    private final List<String> changes = new ArrayList<>();
    private Archive archive = newArchive();

    private Archive newArchive() {
        return new Archive(ConfigLoader.defaults(ArchiverSettings.class), this::shot, new Archive.Changes() {
            @Override
            public void put(Held held, ArchivedCrop record) {
                records.put(held.key(), record);
                changes.add("+" + held.key());
            }

            @Override
            public void remove(Held held, String reason) {
                records.remove(held.key());
                changes.add("-" + held.key() + " " + reason);
            }

            @Override
            public void gone(String personId, CropRef crop) {
                changes.add("gone " + personId + " " + Held.idOf(crop));
            }
        });
    }

    private Optional<Shot> shot(CropRef crop, Optional<CropRef> copy) {
        return Optional.ofNullable(crops.get(crop)).map(Shot::of);
    }

    /** As a new owner of the topics finds it. */
    private void restart() {
        archive = newArchive();
        records.values().forEach(record -> archive.restore(record, at(0, 0)));
    }

    private CropRef shown(int offset, String trackId, float quality) {
        crops.put(at(3, offset), live(trackId, quality, "picture " + offset));
        return at(3, offset);
    }

    private void enrol(String personId, String photoId, int offset) throws DependencyAwayException {
        crops.put(at(1, offset), photo(personId, photoId, "photo " + offset));
        put(template(personId, photoId, Said.MODEL, at(1, offset)));
    }

    private void put(GalleryEntry entry) throws DependencyAwayException {
        archive.template(keyOf(entry), entry);
    }

    private Map<String, LabelSource> sources() {
        Map<String, LabelSource> sources = new TreeMap<>();
        records.forEach((key, record) -> sources.put(key, record.getSource()));
        return sources;
    }

    @Test
    void anEnrolledPhotoIsArchivedWithItsPictureAsItIs() throws Exception {
        enrol("ada", "photo-1", 7);

        ArchivedCrop record = records.get("ada/1-7");
        assertThat(record.getSource()).isEqualTo(LabelSource.ENROLLED);
        assertThat(record.getTemplateId()).isEqualTo("photo-1");
        assertThat(new String(record.getImage().array(), StandardCharsets.UTF_8))
                .isEqualTo("photo 7");
        assertThat(record.getCameraId()).isNull();
    }

    @Test
    void aSureMatchIsArchivedAndAnUnsureOneIsNot() throws Exception {
        archive.event(identified("t1", "ada", 0.64f, shown(1, "t1", 0.8f)));
        archive.event(identified("t2", "ada", 0.65f, shown(2, "t2", 0.8f)));
        IdentityEvent close = identified("t3", "ada", 0.5f, shown(3, "t3", 0.8f));
        close.getReasons().setRunnerUpDistance(0.64f);
        archive.event(close);
        archive.event(identified("t4", "ada", 0.5f, shown(4, "t4", 0.2f)));

        assertThat(sources()).containsExactly(Map.entry("ada/3-1", LabelSource.MATCHED));
        assertThat(records.get("ada/3-1").getThreshold()).isEqualTo(0.64f);
        assertThat(records.get("ada/3-1").getDistance()).isEqualTo(0.64f);
    }

    @Test
    void reasonsThatAreAboutSomebodyElseDoNotCount() throws Exception {
        IdentityEvent event = left("t1", "t1", "bob", 0.1f, shown(1, "t1", 0.8f));
        event.getReasons().setNearestPersonId("ada");

        archive.event(event);

        assertThat(records).isEmpty();
    }

    @Test
    void ofEachSightingTheBestShotIsKept() throws Exception {
        archive.event(identified("t1", "ada", 0.5f, shown(1, "t1", 0.5f)));
        archive.event(left("t2", "t1", "ada", 0.5f, shown(2, "t2", 0.9f)));
        archive.event(left("t1", "t1", "ada", 0.5f, shown(3, "t1", 0.7f)));
        archive.event(identified("t4", "ada", 0.5f, shown(4, "t4", 0.4f)));

        assertThat(records.keySet()).containsExactly("ada/3-2", "ada/3-4");
        assertThat(changes).contains("-ada/3-1 BETTER_SHOT");
    }

    @Test
    void aTrackThatJoinsGivesTheSightingsShotOnlyIfItsOwnIsSureAndBetter() throws Exception {
        archive.event(identified("t1", "ada", 0.5f, shown(1, "t1", 0.5f)));
        archive.event(joined("t2", "t1", "ada", 0.5f, shown(2, "t2", 0.4f)));
        archive.event(joined("t3", "t1", "ada", 0.7f, shown(3, "t3", 0.9f)));
        assertThat(records.keySet()).as("worse, and unsure").containsExactly("ada/3-1");

        archive.event(joined("t4", "t1", "ada", 0.5f, shown(4, "t4", 0.8f)));

        assertThat(sources()).containsExactly(Map.entry("ada/3-4", LabelSource.MATCHED));
    }

    @Test
    void aSightingThatIsCorrectedTakesTheShotOfTheTrackThatJoinedAlong() throws Exception {
        CropRef first = shown(1, "t1", 0.5f);
        CropRef second = shown(2, "t2", 0.8f);
        archive.event(identified("t1", "ada", 0.5f, first));
        archive.event(joined("t2", "t1", "ada", 0.5f, second));
        restart();

        archive.event(corrected("t1", "ada", "bob", "label-1", first));
        IdentityEvent ofJoined = corrected("t2", "ada", "bob", "label-1", second);
        ofJoined.setSightingId("t1");
        archive.event(ofJoined);
        archive.event(joined("t5", "t1", "bob", 0.5f, shown(5, "t5", 0.9f)));

        assertThat(sources())
                .as("by a person's word, and whoever joins later by the matcher's adds nothing")
                .containsExactly(
                        Map.entry("bob/3-1", LabelSource.CONFIRMED), Map.entry("bob/3-2", LabelSource.CONFIRMED));
        assertThat(changes).contains("-ada/3-2 CORRECTED");
    }

    @Test
    void theSameAgainChangesNothing() throws Exception {
        enrol("ada", "photo-1", 7);
        IdentityEvent event = identified("t1", "ada", 0.5f, shown(1, "t1", 0.5f));
        archive.event(event);
        int before = changes.size();

        enrol("ada", "photo-1", 7);
        archive.event(event);
        restart();
        enrol("ada", "photo-1", 7);
        archive.event(event);

        assertThat(changes).hasSize(before);
    }

    @Test
    void aCorrectionMovesTheCropToWhomItIsNow() throws Exception {
        CropRef crop = shown(1, "t1", 0.8f);
        archive.event(identified("t1", "ada", 0.5f, crop));
        archive.event(corrected("t1", "ada", "bob", "label-1", crop));

        assertThat(sources()).containsExactly(Map.entry("bob/3-1", LabelSource.CONFIRMED));
        assertThat(records.get("bob/3-1").getLabelId()).isEqualTo("label-1");
        assertThat(changes).contains("-ada/3-1 CORRECTED");
    }

    @Test
    void aMergeHandsOverWhatWasKnownAndVouchesForNothing() throws Exception {
        CropRef sure = shown(1, "t1", 0.8f);
        CropRef doubtful = shown(2, "t2", 0.8f);
        archive.event(identified("t1", "ada", 0.5f, sure));
        archive.event(identified("t2", "ada", 0.79f, doubtful));
        restart();

        String merge = LabelIds.ofMerge("ada", "bob");
        archive.event(corrected("t1", "ada", "bob", merge, sure));
        archive.event(corrected("t2", "ada", "bob", merge, doubtful));
        archive.person(person("ada", PersonState.ERASED));

        assertThat(sources()).containsExactly(Map.entry("bob/3-1", LabelSource.MATCHED));
        assertThat(records.get("bob/3-1").getDistance()).isEqualTo(0.5f);
    }

    @Test
    void aRetractionTakesTheCropAway() throws Exception {
        CropRef crop = shown(1, "t1", 0.8f);
        archive.event(identified("t1", "ada", 0.5f, crop));
        restart();
        archive.event(corrected("t1", "ada", null, "label-1", crop));

        assertThat(records).isEmpty();
    }

    @Test
    void aMatchThatIsConfirmedIsUpgradedAndNotDowngraded() throws Exception {
        CropRef crop = shown(1, "t1", 0.8f);
        IdentityEvent event = identified("t1", "ada", 0.5f, crop);
        archive.event(event);
        put(learned("ada", "t1", "label-1", crop));
        assertThat(sources()).containsExactly(Map.entry("ada/3-1", LabelSource.CONFIRMED));

        restart();
        archive.event(event);

        assertThat(sources()).containsExactly(Map.entry("ada/3-1", LabelSource.CONFIRMED));
        assertThat(records.get("ada/3-1").getEventId()).isEqualTo(event.getEventId());
        assertThat(records.get("ada/3-1").getLabelId()).isEqualTo("label-1");
    }

    @Test
    void anUpgradeRemembersWhatTheArchiveSaidBefore() throws Exception {
        CropRef crop = shown(1, "t1", 0.8f);
        archive.event(identified("t1", "ada", 0.5f, crop));
        archive.of("ada").iterator().next().liesAt(at(5, 40));

        put(learned("ada", "t1", "label-1", crop));
        archive.templateGone("ada/face-t1/" + Said.MODEL);

        assertThat(records.get("ada/3-1").getEarlier())
                .as("both later records are of one transaction: the first of them stands nowhere for others")
                .containsExactly(new EarlierRecord(40L, LabelSource.MATCHED));
    }

    @Test
    void whatIsLeftWhenALearnedFaceIsTakenBackDoesNotDependOnTheOrderOfTheTopics() throws Exception {
        CropRef crop = shown(1, "t1", 0.8f);
        GalleryEntry learned = learned("ada", "t1", "label-1", crop);
        put(learned);
        archive.event(identified("t1", "ada", 0.5f, crop));
        archive.templateGone(keyOf(learned));
        Map<String, LabelSource> one = sources();
        records.clear();
        archive = newArchive();

        archive.event(identified("t1", "ada", 0.5f, crop));
        put(learned);
        restart();
        archive.templateGone(keyOf(learned));

        assertThat(sources()).isEqualTo(one);
        assertThat(sources()).containsExactly(Map.entry("ada/3-1", LabelSource.MATCHED));
    }

    @Test
    void aTemplateThatAnotherModelStillHasKeepsItsCrop() throws Exception {
        enrol("ada", "photo-1", 7);
        crops.put(at(1, 99), Said.copy("ada", "photo-1", "photo 7"));
        put(template("ada", "photo-1", Said.OTHER_MODEL, at(1, 99)));
        assertThat(records.keySet()).as("the copy is none of its own").containsExactly("ada/1-7");

        archive.templateGone("ada/photo-1/" + Said.MODEL);
        assertThat(records).hasSize(1);
        archive.templateGone("ada/photo-1/" + Said.OTHER_MODEL);
        assertThat(records).isEmpty();
    }

    @Test
    void aPictureThatWasOnlySentToBeKeptIsArchived() throws Exception {
        crops.put(at(1, 7), Said.kept("ada", "photo-1", "photo 7"));

        put(template("ada", "photo-1", Said.MODEL, at(1, 7)));

        assertThat(sources()).containsExactly(Map.entry("ada/1-7", LabelSource.ENROLLED));
    }

    @Test
    void whoIsErasedHasNothingInItWhateverIsSaidLater() throws Exception {
        CropRef crop = shown(1, "t1", 0.8f);
        enrol("ada", "photo-1", 7);
        archive.event(identified("t1", "ada", 0.5f, crop));
        archive.person(person("ada", PersonState.ACTIVE));
        assertThat(records).hasSize(2);

        archive.person(person("ada", PersonState.ERASED));
        assertThat(records).isEmpty();
        enrol("ada", "photo-2", 8);
        archive.event(identified("t2", "ada", 0.5f, shown(2, "t2", 0.8f)));
        archive.event(corrected("t3", "bob", "ada", "label-1", shown(3, "t3", 0.8f)));

        assertThat(records).isEmpty();
    }

    @Test
    void aFaceThatIsNotThePersonIsNotArchived() throws Exception {
        GalleryEntry refusal = learned("ada", "t1", "label-1", shown(1, "t1", 0.8f));
        refusal.setKind(TemplateKind.NOT);

        put(refusal);

        assertThat(records).isEmpty();
    }

    @Test
    void aCropThatIsGoneOrAnothersIsCountedAndSpoilsNothing() throws Exception {
        archive.event(identified("t1", "ada", 0.5f, at(3, 1)));
        archive.event(identified("t2", "ada", 0.5f, shown(2, "another-track", 0.8f)));
        crops.put(at(1, 5), photo("bob", "photo-1", "bob"));
        put(template("ada", "photo-1", Said.MODEL, at(1, 5)));

        assertThat(changes).containsExactly("gone ada 3-1", "gone ada 3-2", "gone ada 1-5");
    }

    /** Each is looked up for what it replaces: to search among all of the person's would take minutes. */
    @Test
    @Timeout(30)
    void aHundredThousandCropsOfOnePersonAreRestoredAndForgottenInSeconds() throws Exception {
        enrol("ada", "photo-1", 7);
        ArchivedCrop record = records.get("ada/1-7");
        archive = newArchive();

        for (int time = 0; time < 2; time++) {
            for (int i = 0; i < 100_000; i++) {
                record.setCropId("1-" + i);
                record.setTemplateId("photo-" + i);
                archive.restore(record, at(0, i));
            }
            assertThat(archive.size()).isEqualTo(100_000);
        }
        for (int i = 0; i < 100_000; i++) {
            archive.forget("ada/1-" + i);
        }
        assertThat(archive.size()).isZero();
    }

    @Test
    void whatIsForgottenIsTheCropOfThatPersonOnly() throws Exception {
        enrol("ada", "photo-1", 7);
        enrol("ada/b", "photo-1", 8);

        archive.forget("ada/1-8");
        archive.forget("ada/b/1-7");
        assertThat(archive.size()).isEqualTo(2);
        archive.forget("ada/b/1-8");
        assertThat(archive.of("ada/b")).isEmpty();
        assertThat(archive.size()).isEqualTo(1);
    }
}
