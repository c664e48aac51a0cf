package io.sightline.models.embedding;

/** A network that makes vectors of aligned faces. One caller at a time; any thread. */
public interface EmbeddingEngine extends AutoCloseable {

    /**
     * The network's output for each face of the batch, in order, not normalised. A face's vector does not depend on
     * the faces beside it.
     */
    float[][] infer(FaceBatch batch);

    @Override
    void close();
}
