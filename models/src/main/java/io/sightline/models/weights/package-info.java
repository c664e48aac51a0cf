/** Reading what others trained: weight files, whose names are whose, and bundles made of them. */
package io.sightline.models.weights;
