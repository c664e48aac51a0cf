/** The console: what operators see and do, as web pages and an HTTP API. */
package io.sightline.console;
