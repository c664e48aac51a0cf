/** Who is enrolled, what they look like, and what is done with that. */
package io.sightline.console.people;
