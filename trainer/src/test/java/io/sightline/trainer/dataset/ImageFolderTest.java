package io.sightline.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.FaceImage;
import io.sightline.models.testkit.TestBundles;
import io.sightline.models.testkit.TestCrops;
import io.sightline.trainer.data.LabelledCrop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    private static ModelBundle mtcnn;

    @TempDir
    Path temp;

    private Path source;
    private Path cache;
    private ImageFolder folder;

    @BeforeAll
    static void loadDetector() {
        mtcnn = TestBundles.packaged("mtcnn");
    }

    @BeforeEach
    void openFolder() {
        source = temp.resolve("people");
        cache = temp.resolve("cache");
        folder = new ImageFolder(mtcnn, cache);
    }

    /** A photo of several people that the build has fetched. */
    private void photo(String name) throws IOException {
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        Files.copy(Path.of("../models/target/npm/node_modules/@vladmandic/face-api/demo/sample1.jpg"), file);
    }

    private void file(String name, byte[] bytes) throws IOException {
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static List<String> names(FolderCrops crops) {
        return IntStream.range(0, crops.size()).mapToObj(crops::cropId).toList();
    }

    @Test
    void aFolderPerPersonIsCutAndWhatHasNoFaceIsNamed() throws Exception {
        photo("b/one.jpg");
        photo("a/two.JPG");
        file("a/cloud.jpg", TestCrops.one(3).jpeg());
        file("b/broken.png", new byte[] {1, 2, 3});
        file("b/notes.txt", new byte[] {1});

        try (FolderCrops crops = folder.read(source)) {
            assertThat(names(crops)).containsExactly("a/two.JPG", "b/one.jpg");
            assertThat(crops.people()).isEqualTo(2);
            assertThat(crops.examined()).isEqualTo(4);
            assertThat(crops.skipped().stream().map(SkippedPicture::picture))
                    .containsExactly("a/cloud.jpg", "b/broken.png");
            assertThat(crops.skipped().get(0).reason()).isEqualTo("no face was found");
            assertThat(crops.skipped().get(1).reason()).contains("JPEG");
            LabelledCrop crop = crops.crop(1);
            assertThat(crop.personId()).isEqualTo("b");
            assertThat(crop.jpeg()).isEqualTo(crops.crop(0).jpeg());
            assertThat(FaceCutter.canonical(written(crop.jpeg()), crop.landmarks()))
                    .isInstanceOf(CutPicture.Canonical.class);
        }
    }

    private Path written(byte[] jpeg) throws IOException {
        return Files.write(temp.resolve("crop.jpg"), jpeg);
    }

    @Test
    void aSecondReadingLooksAtNoPictureAgain() throws Exception {
        photo("a/one.jpg");
        file("a/cloud.jpg", TestCrops.one(3).jpeg());
        byte[] first;
        try (FolderCrops crops = folder.read(source)) {
            first = crops.crop(0).jpeg();
        }

        try (FolderCrops crops = folder.read(source)) {
            assertThat(crops.examined()).isZero();
            assertThat(crops.crop(0).jpeg()).isEqualTo(first);
            assertThat(crops.skipped()).hasSize(1);
        }
    }

    @Test
    void onlyAChangedPictureIsCutAgainAndATakenAwayOneLeavesNothingBehind() throws Exception {
        photo("a/one.jpg");
        photo("a/two.jpg");
        photo("a/three.jpg");
        folder.read(source).close();
        long before = cacheBytes();
        Files.delete(source.resolve("a/two.jpg"));
        Files.setLastModifiedTime(source.resolve("a/three.jpg"), FileTime.fromMillis(1_000_000));

        try (FolderCrops crops = folder.read(source)) {
            assertThat(crops.examined()).isEqualTo(1);
            assertThat(names(crops)).containsExactly("a/one.jpg", "a/three.jpg");
            assertThat(crops.crop(0).jpeg()).isEqualTo(crops.crop(1).jpeg());
        }
        assertThat(cacheBytes()).isBetween(before / 2, before * 3 / 4);
    }

    private long cacheBytes() throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(f -> f.endsWith("crops"))
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        }
    }

    private Path cached(String name) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(f -> f.endsWith(name)).findFirst().orElseThrow();
        }
    }

    @Test
    void aCacheThatWasCutOffIsMended() throws Exception {
        photo("a/one.jpg");
        photo("b/two.jpg");
        folder.read(source).close();
        byte[] index = Files.readAllBytes(cached("index"));
        Files.write(cached("index"), Arrays.copyOf(index, index.length - 5));

        try (FolderCrops crops = folder.read(source)) {
            assertThat(crops.examined()).isEqualTo(1);
            assertThat(crops.size()).isEqualTo(2);
            assertThat(crops.crop(0).jpeg()).isEqualTo(crops.crop(1).jpeg());
        }
    }

    @Test
    void aDamagedCropIsNamedByItsFolder() throws Exception {
        photo("a/one.jpg");
        folder.read(source).close();
        byte[] crops = Files.readAllBytes(cached("crops"));
        crops[crops.length / 2]++;
        Files.write(cached("crops"), crops, StandardOpenOption.TRUNCATE_EXISTING);

        try (FolderCrops read = folder.read(source)) {
            assertThatThrownBy(() -> read.crop(0))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining(cache.toString())
                    .hasMessageContaining("delete the folder");
        }
    }

    @Test
    void canonicalCropsAreTakenAsTheyAre() throws Exception {
        FaceImage.Crop canonical = TestCrops.one(3);
        file("a/crop.jpg", canonical.jpeg());
        LandmarksFile.write(source, Map.of("a/crop.jpg", canonical.landmarks()));

        try (FolderCrops crops = folder.read(source)) {
            assertThat(crops.crop(0).jpeg()).isEqualTo(canonical.jpeg());
            assertThat(crops.crop(0).landmarks()).isEqualTo(canonical.landmarks());
        }
        try (FolderCrops crops = folder.read(source)) {
            assertThat(crops.examined()).isZero();
        }
    }

    @Test
    void aListOfClassesAndPathsIsReadRelativeToItself() throws Exception {
        photo("x/one.jpg");
        photo("y/two.jpg");
        Path list = source.resolve("cls_train.txt");
        Files.write(list, List.of("1;" + source.resolve("y/two.jpg"), "", "0;x/one.jpg", "0;x/gone.jpg"));

        try (FolderCrops crops = folder.read(list)) {
            assertThat(crops.personId(0)).isEqualTo("0");
            assertThat(crops.personId(1)).isEqualTo("1");
            assertThat(crops.skipped())
                    .containsExactly(new SkippedPicture("0", "x/gone.jpg", "cannot be read (NoSuchFileException)"));
        }
    }

    @Test
    void whatIsNoDataSetIsRefused() throws Exception {
        Files.createDirectories(source.resolve("empty"));
        Path list = Files.write(temp.resolve("list.txt"), List.of("0;a.jpg", "nonsense"));

        assertThatThrownBy(() -> folder.read(temp.resolve("gone")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("There is no data set");
        assertThatThrownBy(() -> folder.read(source))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is empty: expected a folder per person");
        assertThatThrownBy(() -> folder.read(list))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("list.txt, line 2: expected 'class;path'");
        file("a/cloud.jpg", TestCrops.one(3).jpeg());
        assertThatThrownBy(() -> folder.read(source))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("No face was found in the 1 pictures")
                .hasMessageContaining("a/cloud.jpg");
    }

    @Test
    void twoRunsDoNotWriteOneCache() throws Exception {
        photo("a/one.jpg");
        folder.read(source).close();
        try (CropPack other = CropPack.open(cached("index").getParent(), "x", Map.of())) {
            assertThat(other.entry("a/one.jpg")).isEmpty();
            assertThatThrownBy(() -> folder.read(source))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("another run");
        }
    }
}
