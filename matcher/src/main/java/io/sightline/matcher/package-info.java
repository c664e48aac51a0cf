/** Who is before which camera: the gallery, the decision, sightings, and the topology that joins them. */
package io.sightline.matcher;
