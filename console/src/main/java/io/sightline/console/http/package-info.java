/** HTTP as this console speaks it: endpoints, problems, streams of events, and what keeps strangers out. */
package io.sightline.console.http;
