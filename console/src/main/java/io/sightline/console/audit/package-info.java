/** Who did what, when: written before it is done. */
package io.sightline.console.audit;
