/** Models: which there are, how another comes to decide, how two compare, and how training goes. */
package io.sightline.console.models;
