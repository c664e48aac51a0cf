package io.sightline.trainer.dataset;

import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pictures of a data set in the field's layouts, by person and then by name.
 *
 * @param root what the names are relative to
 */
record PictureListing(Path root, List<LabelledPicture> pictures) {
    /** What others call the list of pictures, {@code class;path} a line. */
    static final String CLASS_LIST = "cls_train.txt";

    private static final Set<String> FORMATS = Set.of("jpg", "jpeg", "png", "bmp", "gif", "webp");

    private static final Comparator<LabelledPicture> ORDER =
            Comparator.comparing(LabelledPicture::personId).thenComparing(LabelledPicture::name);

    /**
     * Lists a folder that has a folder per person (CASIA-WebFace, LFW), or a file of lines {@code class;path}, or a
     * folder that has only such a file.
     *
     * @throws UserError naming the source, what is wrong and what would be right
     */
    static PictureListing of(Path source) {
        try {
            if (Files.isRegularFile(source)) {
                return classList(source);
            }
            if (!Files.isDirectory(source)) {
                throw new UserError("There is no data set " + source
                        + "; expected a folder with a folder of pictures per person, or a file of lines 'class;path'");
            }
            List<LabelledPicture> pictures = folders(source);
            if (pictures.isEmpty() && Files.isRegularFile(source.resolve(CLASS_LIST))) {
                return classList(source.resolve(CLASS_LIST));
            }
            return new PictureListing(source, requireSome(source, pictures));
        } catch (IOException e) {
            throw new UserError("The data set " + source + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<LabelledPicture> folders(Path source) throws IOException {
        List<LabelledPicture> pictures = new ArrayList<>();
        for (Path person : sorted(source)) {
            if (Files.isDirectory(person) && !isHidden(person)) {
                String personId = person.getFileName().toString();
                for (Path file : sorted(person)) {
                    if (isPicture(file)) {
                        pictures.add(new LabelledPicture(personId, personId + "/" + file.getFileName(), file));
                    }
                }
            }
        }
        pictures.sort(ORDER);
        return pictures;
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return FORMATS.contains(extension) && !isHidden(file) && Files.isRegularFile(file);
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    private static PictureListing classList(Path file) throws IOException {
        Path root = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        Map<String, LabelledPicture> byName = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new UserError(file + " is not text in UTF-8; expected lines 'class;path'", e);
        }
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (!line.isEmpty()) {
                LabelledPicture picture = line(file, number, line, root);
                LabelledPicture before = byName.putIfAbsent(picture.name(), picture);
                if (before != null && !before.personId().equals(picture.personId())) {
                    throw new UserError(file + ", line " + number + ": " + picture.name() + " is of class "
                            + picture.personId() + " here and of class " + before.personId()
                            + " above; a picture shows one person");
                }
            }
        }
        List<LabelledPicture> pictures = new ArrayList<>(byName.values());
        pictures.sort(ORDER);
        return new PictureListing(root, requireSome(file, pictures));
    }

    private static LabelledPicture line(Path file, int number, String line, Path root) {
        int semicolon = line.indexOf(';');
        String path = line.substring(semicolon + 1).strip();
        if (semicolon < 1 || path.isEmpty()) {
            throw new UserError(
                    file + ", line " + number + ": expected 'class;path', as '17;people/17/a.jpg', got '" + line + "'");
        }
        return new LabelledPicture(line.substring(0, semicolon).strip(), path, root.resolve(path));
    }

    private static List<LabelledPicture> requireSome(Path source, List<LabelledPicture> pictures) {
        if (pictures.isEmpty()) {
            throw new UserError("The data set " + source + " is empty: expected a folder per person with pictures in it"
                    + " (" + String.join(", ", FORMATS.stream().sorted().toList()) + "), or lines 'class;path'");
        }
        return List.copyOf(pictures);
    }
}
