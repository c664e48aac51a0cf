package io.sightline.models;

import io.sightline.core.Landmarks;
import io.sightline.models.graph.NetworkGraph;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a bundle is written from. What can be derived from it (id, files, checksums) comes with the writing.
 *
 * @param name as in the model's id, for example {@code mobilefacenet-128}
 * @param version of everything but the weights: structure, template, input
 * @param template null for a detector
 * @param dimension 0 for a detector
 * @param threshold null for a detector
 * @param networks by part; {@link Manifest#SOLE_PART} when there is one only
 */
public record BundleRecipe(
        String name,
        String version,
        Manifest.Kind kind,
        Manifest.Input input,
        Landmarks template,
        int dimension,
        Manifest.Threshold threshold,
        SortedMap<String, NetworkGraph> networks,
        Manifest.Origin origin) {

    public BundleRecipe {
        networks = Collections.unmodifiableSortedMap(new TreeMap<>(networks));
    }
}
