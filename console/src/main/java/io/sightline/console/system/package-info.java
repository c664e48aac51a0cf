/** How the system itself is: stages, lag, what could not be used, storage. */
package io.sightline.console.system;
