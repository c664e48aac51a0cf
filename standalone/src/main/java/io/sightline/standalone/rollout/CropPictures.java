package io.sightline.standalone.rollout;

import io.sightline.schemas.avro.CropRef;
import io.sightline.standalone.topics.TopicStore;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;

/** Pictures of faces that reports show. */
public final class CropPictures {
    private CropPictures() {}

    /**
     * JPEGs by where they lie in topic crops; those that are gone are left out.
     *
     * @throws io.sightline.standalone.topics.Unavailable if the topic cannot be read
     */
    public static Map<CropRef, ByteBuffer> of(TopicStore topics, Collection<CropRef> refs) {
        try (CropFinder crops = new CropFinder(topics)) {
            return crops.images(refs);
        }
    }
}
