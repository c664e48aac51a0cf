/** The training loop: batches, steps, checkpoints, runs. */
package io.sightline.trainer.training;
