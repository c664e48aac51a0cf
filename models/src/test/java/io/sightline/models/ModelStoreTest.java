package io.sightline.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.ModelId;
import io.sightline.core.UserError;
import io.sightline.models.testkit.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
    private static final ModelId NOBODY = ModelId.parse("nobody@1+0123456789ab");

    @TempDir
    Path folder;

    private Path own;
    private Path packaged;
    private ModelStore store;
    private ModelBundle first;
    private ModelBundle second;

    @BeforeEach
    void makeBundles() throws IOException {
        own = folder.resolve("own");
        packaged = folder.resolve("packaged");
        store = new ModelStore(List.of(own, packaged));
        first = TestBundles.tiny(folder.resolve("made/first"), 1);
        second = TestBundles.tiny(folder.resolve("made/second"), 2);
    }

    @Test
    void whatWasAddedIsFoundByItsId() {
        ModelBundle added = store.add(first.folder());

        assertThat(added.folder()).isEqualTo(own.resolve(first.id().toString()));
        assertThat(store.find(first.id()).orElseThrow().manifest()).isEqualTo(first.manifest());
        assertThat(store.find(second.id())).isEmpty();
    }

    @Test
    void aBundleIsFoundByTheIdInItsManifestWhateverItsFolderIsCalled() throws IOException {
        ModelBundle there = TestBundles.tiny(packaged.resolve("tiny"), 1);

        assertThat(store.find(there.id()).orElseThrow().folder()).isEqualTo(packaged.resolve("tiny"));
    }

    @Test
    void addingTheSameAgainIsFineAndChangesNothing() throws IOException {
        store.add(first.folder());
        var manifest = own.resolve(first.id().toString()).resolve(ModelBundle.MANIFEST);
        var before = Files.getLastModifiedTime(manifest);

        assertThat(store.add(first.folder()).id()).isEqualTo(first.id());

        assertThat(Files.getLastModifiedTime(manifest)).isEqualTo(before);
        assertThat(namesIn(own)).containsExactly(first.id().toString());
    }

    @Test
    void manyWhoAddTheSameAtOnceAllGetIt() throws Exception {
        var pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<ModelBundle>> added =
                    pool.invokeAll(Collections.nCopies(12, (Callable<ModelBundle>) () -> store.add(first.folder())));
            for (Future<ModelBundle> bundle : added) {
                assertThat(bundle.get().id()).isEqualTo(first.id());
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(namesIn(own)).containsExactly(first.id().toString());
    }

    @Test
    void anotherBundleOfTheSameIdIsRefusedAndTheOneThereStays() throws IOException {
        store.add(first.folder());
        edit(first.folder().resolve(ModelBundle.MANIFEST), "0.75", "0.5");

        assertThatThrownBy(() -> store.add(first.folder()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(own.resolve(first.id().toString()).toString())
                .hasMessageContaining("another version");
        assertThat(store.require(first.id()).manifest().threshold().distance()).isEqualTo(0.75);
    }

    @Test
    void aDamagedBundleIsNotTakenAndLeavesNothingBehind() throws IOException {
        Files.writeString(first.onnx(), "damaged");

        assertThatThrownBy(() -> store.add(first.folder()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(first.onnx().toString());
        assertThat(own).doesNotExist();
    }

    @Test
    void aManifestThatNamesAFileElsewhereIsNotTaken() throws IOException {
        Path elsewhere = Files.writeString(first.folder().resolve("../secret"), "secret");
        edit(
                first.folder().resolve(ModelBundle.MANIFEST),
                "\"checksums\" : {",
                "\"checksums\" : { \"../secret\" : \"" + Sha256.of(elsewhere) + "\",");

        assertThatThrownBy(() -> store.add(first.folder()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("not a plain file name: '../secret'");
    }

    @Test
    void aStoreThatCannotBeWrittenIsNamedAndTheReasonToo() throws IOException {
        Files.writeString(own, "a file");

        assertThatThrownBy(() -> store.add(first.folder()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(first.id().toString())
                .hasMessageContaining(own.toString());
    }

    @Test
    void aBrokenBundleDoesNotHideTheOthers() throws IOException {
        store.add(first.folder());
        ModelBundle damaged = store.add(second.folder());
        Files.writeString(damaged.onnx(), "damaged");
        Path unreadable = Files.createDirectories(packaged.resolve("unreadable"));
        Files.writeString(unreadable.resolve(ModelBundle.MANIFEST), "no manifest");
        Files.createDirectories(packaged.resolve("something-else"));

        assertThat(store.find(first.id())).isPresent();
        assertThatThrownBy(() -> store.find(second.id()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(damaged.onnx().toString());
        assertThat(store.list())
                .extracting(ModelStore.Entry::folder)
                .containsExactlyInAnyOrder(own.resolve(first.id().toString()), damaged.folder(), unreadable);
        assertThat(store.list())
                .filteredOn(ModelStore.Entry.Broken.class::isInstance)
                .extracting(entry -> ((ModelStore.Entry.Broken) entry).reason())
                .anyMatch(reason -> reason.contains("Wrong manifest " + unreadable))
                .anyMatch(reason -> reason.contains(damaged.onnx().toString()));
    }

    @Test
    void aSoundCopyInAnotherFolderStandsInForADamagedOne() throws IOException {
        ModelBundle damaged = store.add(first.folder());
        TestBundles.tiny(packaged.resolve("tiny"), 1);
        Files.writeString(damaged.weights(), "damaged");

        assertThat(store.find(first.id()).orElseThrow().folder()).isEqualTo(packaged.resolve("tiny"));
    }

    @Test
    void anAddedBundleWhoseManifestIsGoneBadIsNamedWhenItIsAskedFor() throws IOException {
        Path added = store.add(first.folder()).folder();
        Files.writeString(added.resolve(ModelBundle.MANIFEST), "no manifest");

        assertThatThrownBy(() -> store.find(first.id()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Wrong manifest " + added);
        assertThatThrownBy(() -> store.add(first.folder()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Remove " + added);
    }

    @Test
    void amongTwoOfOneIdTheFirstFoldersIsListed() throws IOException {
        TestBundles.tiny(packaged.resolve("tiny"), 1);
        store.add(first.folder());

        assertThat(store.list())
                .extracting(ModelStore.Entry::folder)
                .containsExactly(own.resolve(first.id().toString()));
    }

    @Test
    void whoAsksForAModelThatIsNotThereIsToldWhereAndWhichThereAre() {
        assertThatThrownBy(() -> store.require(NOBODY))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(NOBODY.toString())
                .hasMessageContaining(own.toString())
                .hasMessageContaining("expected a bundle there");
        store.add(first.folder());
        assertThatThrownBy(() -> store.require(NOBODY)).hasMessageContaining("one of " + first.id());
    }

    @Test
    void whoAsksForAModelThatIsNotThereHasNoOtherBundlesFilesRead() throws IOException {
        ModelBundle damaged = store.add(first.folder());
        Files.writeString(damaged.onnx(), "damaged");
        Path unreadable = Files.createDirectories(packaged.resolve("unreadable"));
        Files.writeString(unreadable.resolve(ModelBundle.MANIFEST), "no manifest");

        assertThatThrownBy(() -> store.require(NOBODY)).hasMessageEndingWith("expected one of " + first.id());
    }

    private static List<String> namesIn(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    private static void edit(Path file, String part, String instead) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(part);
        Files.writeString(file, text.replace(part, instead));
    }
}
