package io.sightline.trainer.dataset;

import io.sightline.core.UserError;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The faces of a folder of pictures, by person and then by file name; {@code cropId} is the picture's path within the
 * folder. Thread-safe.
 */
public final class FolderCrops implements CropSet {

    record Face(LabelledPicture picture, CropPack.Entry entry) {}

    private final CropPack pack;
    private final List<Face> faces;
    private final List<SkippedPicture> skipped;
    private final int examined;

    FolderCrops(CropPack pack, List<Face> faces, List<SkippedPicture> skipped, int examined) {
        this.pack = pack;
        this.faces = List.copyOf(faces);
        this.skipped = List.copyOf(skipped);
        this.examined = examined;
    }

    /** Pictures without a usable face, in order; they are none of {@link #size}. */
    public List<SkippedPicture> skipped() {
        return skipped;
    }

    /** How many pictures were looked at now; the others were known from before. */
    public int examined() {
        return examined;
    }

    public int people() {
        return faces.stream()
                .map(face -> face.picture().personId())
                .collect(Collectors.toSet())
                .size();
    }

    @Override
    public int size() {
        return faces.size();
    }

    @Override
    public String personId(int number) {
        return faces.get(number).picture().personId();
    }

    @Override
    public String cropId(int number) {
        return faces.get(number).picture().name();
    }

    @Override
    public LabelledCrop crop(int number) {
        Face face = faces.get(number);
        LabelledPicture picture = face.picture();
        if (face.entry() instanceof CropPack.Entry.Face cut) {
            return new LabelledCrop(picture.personId(), picture.name(), pack.read(cut), cut.landmarks());
        }
        var canonical = (CropPack.Entry.Canonical) face.entry();
        try {
            return new LabelledCrop(
                    picture.personId(), picture.name(), Files.readAllBytes(picture.file()), canonical.landmarks());
        } catch (IOException e) {
            throw new UserError("The crop " + picture.file() + " cannot be read any more: " + e, e);
        }
    }

    @Override
    public void close() {
        pack.close();
    }
}
