package io.sightline.trainer.dataset;

import java.nio.file.Path;

/**
 * A file that shows a person.
 *
 * @param name what names it within its data set: its path there, with {@code /} between the parts
 */
record LabelledPicture(String personId, String name, Path file) {}
