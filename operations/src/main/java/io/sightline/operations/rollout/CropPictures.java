package io.sightline.operations.rollout;

import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.avro.CropRef;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;

/** Pictures of faces that reports show. */
public final class CropPictures {
    private CropPictures() {}

    /**
     * JPEGs by where they lie in topic crops; those that are gone are left out.
     *
     * @throws io.sightline.operations.topics.Unavailable if the topic cannot be read
     */
    public static Map<CropRef, ByteBuffer> of(TopicStore topics, Collection<CropRef> refs) {
        try (CropFinder crops = new CropFinder(topics)) {
            return crops.images(refs);
        }
    }
}
