/** What the console's HTTP API takes and gives, as JSON: one record for each. The OpenAPI document is made of these. */
package io.sightline.console.api;
