/** What cameras see now. Nothing is read while nobody looks. */
package io.sightline.console.live;
