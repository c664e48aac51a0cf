/** Who may use the console: users, passwords, sessions. */
package io.sightline.console.access;
