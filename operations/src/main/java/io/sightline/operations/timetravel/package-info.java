/** Reading the log of embeddings fast, and what can be asked of it: who was seen, and what other rules would say. */
package io.sightline.operations.timetravel;
