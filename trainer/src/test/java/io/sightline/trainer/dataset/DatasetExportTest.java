package io.sightline.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.models.embedding.FaceImage;
import io.sightline.models.testkit.TestBundles;
import io.sightline.models.testkit.TestCrops;
import io.sightline.trainer.data.LabelledCrop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetExportTest {
    @TempDir
    Path temp;

    private static LabelledCrop crop(String person, String id, int seed) {
        FaceImage.Crop crop = TestCrops.one(seed);
        return new LabelledCrop(person, id, crop.jpeg(), crop.landmarks());
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> folder.relativize(f).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFolderPerPersonAndAListOfNumberedClassesAreWritten() throws IOException {
        Path folder = temp.resolve("new/export");
        LabelledCrop first = crop("bob", "3-17", 1);
        List<String> reached = new ArrayList<>();

        DatasetExport.write(
                new MemoryCrops(List.of(crop("ada", "0-1", 2), first, crop("bob", "0-2", 3))),
                folder,
                (done, total) -> reached.add(done + "/" + total));

        assertThat(files(folder))
                .containsExactly("ada/0-1.jpg", "bob/0-2.jpg", "bob/3-17.jpg", "cls_train.txt", "landmarks.tsv");
        assertThat(Files.readAllBytes(folder.resolve("bob/3-17.jpg"))).isEqualTo(first.jpeg());
        assertThat(Files.readAllLines(folder.resolve("cls_train.txt")))
                .containsExactly("0;ada/0-1.jpg", "1;bob/3-17.jpg", "1;bob/0-2.jpg");
        assertThat(reached).containsExactly("1/3", "2/3", "3/3");
    }

    @Test
    void whatWasExportedIsReadAgainBitForBitByFoldersAndByItsList() throws Exception {
        Path folder = temp.resolve("export");
        List<LabelledCrop> crops = List.of(crop("ada", "0-1", 2), crop("ada", "0-2", 3), crop("bob", "0-3", 4));
        DatasetExport.write(new MemoryCrops(crops), folder, Progress.NONE);
        var reader = new ImageFolder(TestBundles.packaged("mtcnn"), temp.resolve("cache"));

        for (Path source : List.of(folder, folder.resolve("cls_train.txt"))) {
            try (FolderCrops read = reader.read(source)) {
                assertThat(read.skipped()).as(source.toString()).isEmpty();
                for (int i = 0; i < crops.size(); i++) {
                    assertThat(read.crop(i).jpeg())
                            .as(source.toString())
                            .isEqualTo(crops.get(i).jpeg());
                    assertThat(read.crop(i).landmarks()).isEqualTo(crops.get(i).landmarks());
                }
            }
        }
    }

    @Test
    void namesThatWouldLeaveTheFolderOrHideInItStayWithin() throws IOException {
        Path folder = temp.resolve("export");

        DatasetExport.write(
                new MemoryCrops(List.of(
                        crop("../../etc", "passwd", 1),
                        crop(".hidden", "..", 2),
                        crop("Zoë Müller", "a/b:c*?.png", 3))),
                folder,
                Progress.NONE);

        assertThat(files(folder))
                .containsExactlyInAnyOrder(
                        "%2e.%2f..%2fetc/passwd.jpg",
                        "%2ehidden/%2e.jpg", "Zoë Müller/b%3ac%2a%3f.jpg", "cls_train.txt", "landmarks.tsv");
        assertThat(files(temp)).allMatch(name -> name.startsWith("export/"));
    }

    @Test
    void picturesOfOneNameAreNumberedAndNoneIsLost() throws IOException {
        Path folder = temp.resolve("export");

        DatasetExport.write(
                new MemoryCrops(List.of(crop("0", "a/1.jpg", 1), crop("0", "b/1.jpg", 2), crop("0", "b/1.png", 3))),
                folder,
                Progress.NONE);

        assertThat(files(folder))
                .containsExactly("0/1-2.jpg", "0/1-3.jpg", "0/1.jpg", "cls_train.txt", "landmarks.tsv");
        assertThat(LandmarksFile.read(folder)).containsOnlyKeys("0/1.jpg", "0/1-2.jpg", "0/1-3.jpg");
    }

    @Test
    void aFolderThatHasSomethingAndAFileAreLeftAlone() throws IOException {
        Path file = Files.writeString(temp.resolve("notes.txt"), "mine");
        MemoryCrops crops = MemoryCrops.of(List.of("ada/1"));

        assertThatThrownBy(() -> DatasetExport.write(crops, temp, Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessage(temp + " is not empty; choose a new folder to export to");
        assertThatThrownBy(() -> DatasetExport.write(crops, file, Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessage(file + " is a file; choose a new folder to export to");
        assertThat(files(temp)).containsExactly("notes.txt");
    }
}
