/** From trained weights to a bundle. */
package io.sightline.trainer.export;
