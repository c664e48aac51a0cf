/** Examples, to be read and copied. */
package io.sightline.client.example;
