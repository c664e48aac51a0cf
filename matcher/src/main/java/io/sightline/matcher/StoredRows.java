package io.sightline.matcher;

import java.util.Map;

/** Where a copy in memory finds what is kept on disk of models that become of interest. */
@FunctionalInterface
interface StoredRows {
    /**
     * Puts the rows of these models, by id, into the copy in memory. For the thread that writes it.
     */
    void load(Map<String, ActiveModel> models);
}
