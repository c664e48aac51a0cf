package io.sightline.trainer.dataset;

import io.sightline.core.Landmarks;
import io.sightline.core.UserError;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes a data set as the field reads it: a folder per person with canonical crops, byte for byte; {@code landmarks.tsv}
 * with the points, so that {@link ImageFolder} takes them as they are; and {@code cls_train.txt}, for who trains with
 * classes that are numbers.
 */
public final class DatasetExport {
    private DatasetExport() {}

    /**
     * @param folder new, or empty
     * @throws UserError if it has files already or cannot be written
     */
    public static void write(CropSet crops, Path folder, Progress progress) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserError(folder + " is a file; choose a new folder to export to");
        }
        try {
            Files.createDirectories(folder);
            try (Stream<Path> entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    throw new UserError(folder + " is not empty; choose a new folder to export to");
                }
            }
            Map<String, Landmarks> landmarks = new HashMap<>();
            Map<String, Integer> classes = classes(crops);
            List<String> list = new ArrayList<>();
            for (int i = 0; i < crops.size(); i++) {
                LabelledCrop crop = crops.crop(i);
                String person = fileName(crop.personId());
                String name =
                        free(person + "/" + fileName(withoutFolderAndExtension(crop.cropId())), landmarks.keySet());
                landmarks.put(name, crop.landmarks());
                Files.createDirectories(folder.resolve(person));
                Files.write(folder.resolve(name), crop.jpeg());
                list.add(classes.get(crop.personId()) + ";" + name);
                progress.reached(i + 1, crops.size());
            }
            LandmarksFile.write(folder, landmarks);
            Files.write(folder.resolve(PictureListing.CLASS_LIST), list);
        } catch (IOException e) {
            throw new UserError("The data set cannot be written to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Pictures in several folders, or of several formats, may have one name. */
    private static String free(String name, Set<String> taken) {
        String found = name + ".jpg";
        for (int number = 2; taken.contains(found); number++) {
            found = name + "-" + number + ".jpg";
        }
        return found;
    }

    /** From 0 on, people sorted by id. */
    private static Map<String, Integer> classes(CropSet crops) {
        Map<String, Integer> classes = new TreeMap<>();
        for (int i = 0; i < crops.size(); i++) {
            classes.put(crops.personId(i), 0);
        }
        int next = 0;
        for (Map.Entry<String, Integer> person : classes.entrySet()) {
            person.setValue(next++);
        }
        return classes;
    }

    private static String withoutFolderAndExtension(String cropId) {
        String name = cropId.substring(cropId.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** Ids come from outside: what could leave the folder, or be hidden in it, is written as its number. */
    private static String fileName(String id) {
        StringBuilder name = new StringBuilder();
        id.codePoints().forEach(c -> {
            boolean isPlain =
                    Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == ' ' || (c == '.' && name.length() > 0);
            if (isPlain) {
                name.appendCodePoint(c);
            } else {
                name.append('%').append(Integer.toHexString(c));
            }
        });
        return name.toString();
    }
}
