/** The gallery as one file, and back: who is enrolled, and by which faces. */
package io.sightline.operations.backup;
