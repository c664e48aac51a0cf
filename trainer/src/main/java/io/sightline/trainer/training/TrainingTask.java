package io.sightline.trainer.training;

import io.sightline.core.Landmarks;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.trainer.data.CropSet;
import java.util.Optional;

/**
 * What is trained on what. The sets and the bundle stay the caller's.
 *
 * @param graph as it begins
 * @param input how a picture becomes its input
 * @param template where the five points of a face lie in it, in its pixels
 * @param validation people who are not trained on; they say which epoch is the best
 * @param teacher a bundle whose vectors are learned from
 */
public record TrainingTask(
        NetworkGraph graph,
        Manifest.Input input,
        Landmarks template,
        CropSet train,
        CropSet validation,
        Optional<ModelBundle> teacher) {}
