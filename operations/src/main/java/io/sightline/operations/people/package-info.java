/** What is done to somebody who is enrolled: merged with another, or freed of a photo. */
package io.sightline.operations.people;
