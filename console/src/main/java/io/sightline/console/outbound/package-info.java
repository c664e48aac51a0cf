/** Identity events handed to the world outside of Kafka, each target with a durable position of its own. */
package io.sightline.console.outbound;
