/** Data sets: folders of pictures, and what a dataset.yml says of the archive, as faces cut to the canonical template. */
package io.sightline.trainer.dataset;
