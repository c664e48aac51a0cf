/** Signing in where the organisation signs in: OpenID Connect, the authorization code flow with PKCE. */
package io.sightline.console.openid;
