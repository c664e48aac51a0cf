package io.sightline.trainer.data;

/**
 * Labelled faces, each cut to the canonical template, by number. Images are read when they are asked for; thread-safe.
 */
public interface CropSet extends AutoCloseable {

    int size();

    /** Whose face it is; faces of one person have the same id. */
    String personId(int number);

    /** What names the face within the set: the archive's cropId, or a file's path. */
    String cropId(int number);

    /**
     * The face itself.
     *
     * @throws io.sightline.core.UserError naming the face, if it cannot be read
     */
    LabelledCrop crop(int number);

    @Override
    default void close() {}
}
