package io.sightline.matcher;

/** Names a template in topic gallery: {@code personId/templateId/modelId}. */
record GalleryKey(String personId, String templateId, String modelId) {

    /**
     * The model's id in a key. Whoever submits a photo chooses its id, which may hold a slash; a model's id never does.
     *
     * @throws UnusableRecord if there is none
     */
    static String modelIdIn(String key) {
        int slash = key.lastIndexOf('/');
        if (slash < 0 || slash == key.length() - 1) {
            throw new UnusableRecord("BAD_KEY", "Expected personId/templateId/modelId as key, got '" + key + "'");
        }
        return key.substring(slash + 1);
    }

    @Override
    public String toString() {
        return personId + "/" + templateId + "/" + modelId;
    }
}
