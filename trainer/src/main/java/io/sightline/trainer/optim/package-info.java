/** Optimizers and learning rates, equal to PyTorch's, with their state in the open. */
package io.sightline.trainer.optim;
