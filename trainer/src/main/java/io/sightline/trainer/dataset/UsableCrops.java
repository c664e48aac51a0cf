package io.sightline.trainer.dataset;

import io.sightline.core.UserError;
import io.sightline.models.CanonicalTemplate;
import io.sightline.trainer.data.CropSet;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The crops of a set that can be looked at: one that is damaged is left out and named, and does not end what takes hours
 * with the others. A view; the whole set stays its owner's to close.
 *
 * @param refused each in a sentence that begins with personId/cropId
 */
public record UsableCrops(CropSet crops, List<String> refused) {

    public UsableCrops {
        refused = List.copyOf(refused);
    }

    /**
     * Decodes every crop once, on all cores.
     *
     * @throws UserError if none can be used
     */
    public static UsableCrops of(CropSet set) {
        String[] problems = new String[set.size()];
        IntStream.range(0, set.size())
                .parallel()
                .forEach(number -> problems[number] = problem(set.crop(number).jpeg())
                        .map(reason -> DatasetReport.name(set, number) + ": " + reason)
                        .orElse(null));
        List<String> refused = Arrays.stream(problems).filter(Objects::nonNull).toList();
        if (refused.size() == set.size() && !refused.isEmpty()) {
            throw new UserError("None of the " + set.size() + " crops can be used; the first is " + refused.get(0));
        }
        return new UsableCrops(refused.isEmpty() ? set : Subset.of(set, number -> problems[number] == null), refused);
    }

    private static Optional<String> problem(byte[] jpeg) {
        try (Picture picture = Picture.decode(jpeg, PictureLimits.DEFAULT)) {
            return picture.width() == CanonicalTemplate.SIZE && picture.height() == CanonicalTemplate.SIZE
                    ? Optional.empty()
                    : Optional.of("has " + picture.width() + " x " + picture.height() + " px; a canonical crop has "
                            + CanonicalTemplate.SIZE + " x " + CanonicalTemplate.SIZE);
        } catch (UnreadablePictureException e) {
            return Optional.of(e.getMessage());
        }
    }
}
