/** How the console reaches topics: from many requests at once, and all the time. */
package io.sightline.console.kafka;
