package io.sightline.trainer.loss;

import java.util.Random;

/**
 * What is known of the faces of a batch.
 *
 * @param people whose face each is: a number from 0, by place in the batch
 * @param teacher the teacher's unit vector of each face; null without a teacher
 * @param random what chance decides in a loss, seeded by the step
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares batches.
public record BatchLabels(int[] people, float[][] teacher, Random random) {}
