/** Keeps faces of which it is known whose they are: what models are trained on, and embedded anew from. */
package io.sightline.trainer.archive;
