package io.sightline.trainer.dataset;

import io.sightline.core.config.Setting;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.LabelSource;
import java.util.List;

/** What of the archive is not in a data set. */
public record Exclusions(
        @Setting(doc = "Ids of people") List<String> persons,
        @Setting(doc = "Single crops, as personId/cropId") List<String> crops,
        @Setting(doc = "Sources: enrolled, confirmed, matched") List<LabelSource> sources,
        @Setting(byDefault = "0", doc = "Faces of less quality, 0 to 1") double belowQuality) {

    public static final Exclusions NONE = new Exclusions(List.of(), List.of(), List.of(), 0);

    public Exclusions {
        persons = List.copyOf(persons);
        crops = List.copyOf(crops);
        sources = List.copyOf(sources);
        if (!(belowQuality >= 0 && belowQuality <= 1)) {
            throw new IllegalArgumentException("belowQuality is " + belowQuality + ", expected 0 to 1");
        }
    }

    /** @param source as it was when the data set was made */
    boolean exclude(ArchivedCrop crop, LabelSource source) {
        return persons.contains(crop.getPersonId())
                || crops.contains(crop.getPersonId() + "/" + crop.getCropId())
                || sources.contains(source)
                || crop.getQuality().getScore() < belowQuality;
    }
}
