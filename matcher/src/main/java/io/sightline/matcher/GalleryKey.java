package io.sightline.matcher;

/** Names a template in topic gallery: {@code personId/templateId/modelId}. */
record GalleryKey(String personId, String templateId, String modelId) {

    /**
     * The model's id in a key. Whoever submits a photo chooses its id, which may hold a slash; a model's id never does.
     *
     * @param key null if a record has none
     * @throws UnusableRecord if there is no model id
     */
    static String modelIdIn(String key) {
        int slash = key == null ? -1 : key.lastIndexOf('/');
        if (slash < 0 || slash == key.length() - 1) {
            throw new UnusableRecord("BAD_KEY", "Expected personId/templateId/modelId as key, got '" + key + "'");
        }
        return key.substring(slash + 1);
    }

    /**
     * The template's id in a key.
     *
     * @param owner whose template it is; both ids may hold slashes
     */
    static String templateIdIn(String key, String owner) {
        return key.substring(owner.length() + 1, key.lastIndexOf('/'));
    }

    @Override
    public String toString() {
        return personId + "/" + templateId + "/" + modelId;
    }
}
