/** What training makes small. */
package io.sightline.trainer.loss;
