/** Changes that a face goes through before it is learned from. */
package io.sightline.trainer.augment;
