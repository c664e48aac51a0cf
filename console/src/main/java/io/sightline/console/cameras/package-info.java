/** Cameras: how they are read, how they fare, whether they can be reached. */
package io.sightline.console.cameras;
