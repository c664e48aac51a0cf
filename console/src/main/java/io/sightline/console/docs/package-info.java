/** What the HTTP API and the topics say of themselves: OpenAPI, AsyncAPI, and a page to browse them. */
package io.sightline.console.docs;
