/**
 * For programs that act on identity events, such as a door's controller: each event at most once, in order per camera,
 * and only while it is fresh. {@link io.sightline.client.IdentityEvents} is the way in.
 */
package io.sightline.client;
