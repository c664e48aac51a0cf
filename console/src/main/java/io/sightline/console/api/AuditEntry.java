package io.sightline.console.api;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Who did what, when.
 *
 * @param subject what it was done to, such as a personId
 * @param failure why it was refused or failed; empty if it was done
 */
public record AuditEntry(
        String actor,
        String action,
        String subject,
        Instant at,
        Map<String, String> details,
        Optional<String> failure) {}
