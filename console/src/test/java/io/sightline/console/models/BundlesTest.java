package io.sightline.console.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.models.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlesTest {
    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-05-01T12:00:00Z");
    private final InstantSource clock = () -> now;

    private Path broken(String name) throws IOException {
        Path bundle = Files.createDirectories(folder.resolve(name));
        Files.writeString(bundle.resolve("manifest.json"), "{");
        return bundle;
    }

    @Test
    void withoutFoldersThereAreNone() {
        var bundles = new Bundles(List.of(), clock);

        assertThat(bundles.list()).isEmpty();
        assertThat(bundles.manifests()).isEmpty();
    }

    @Test
    void oneThatComesInIsSeenAndOneThatGoesIsNotAnyMore() throws IOException {
        var bundles = new Bundles(List.of(folder, folder.resolve("not made yet")), clock);
        assertThat(bundles.list()).isEmpty();

        Path bundle = broken("one");
        assertThat(bundles.list()).singleElement().isInstanceOf(ModelStore.Entry.Broken.class);

        Files.delete(bundle.resolve("manifest.json"));
        assertThat(bundles.list()).isEmpty();
    }

    @Test
    void whatWasFoundIsKeptUntilAFolderChangesOrAWhileIsOver() throws IOException {
        broken("one");
        var bundles = new Bundles(List.of(folder), clock);
        List<ModelStore.Entry> found = bundles.list();

        assertThat(bundles.list()).isSameAs(found);
        now = now.plus(Duration.ofMinutes(11));
        assertThat(bundles.list()).isNotSameAs(found).isEqualTo(found);
    }
}
