package io.sightline.console.openid;

import io.sightline.console.api.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the provider says of somebody, once that is known to be what it says.
 *
 * @param all by name, as JSON has them
 */
record Claims(String subject, Map<String, Object> all) {
    private static final int LONGEST_NAME = 120;
    /** What the audit calls those who have not signed in, and the console itself. */
    private static final Set<String> RESERVED = Set.of("nobody", "console");

    boolean has(String claim) {
        return value(claim).isPresent();
    }

    /** Who it is; empty if that is not said, or could be taken for somebody else in the audit. */
    Optional<String> name(String claim) {
        return value(claim)
                .filter(String.class::isInstance)
                .map(v -> ((String) v).strip())
                .filter(n -> !n.isEmpty() && n.length() <= LONGEST_NAME && !RESERVED.contains(n))
                .filter(n -> n.chars()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT));
    }

    /** The highest role that a value of the claim gives. */
    Optional<Role> role(String claim, Map<String, Role> roles) {
        Stream<?> values = value(claim)
                .map(v -> v instanceof List<?> list ? list.stream() : Stream.of(v))
                .orElseGet(Stream::empty);
        return values.filter(String.class::isInstance)
                .map(roles::get)
                .filter(r -> r != null)
                .max(Comparator.naturalOrder());
    }

    /** A claim may have dots in its own name, as those that are addresses have. */
    private Optional<Object> value(String claim) {
        Object whole = all.get(claim);
        if (whole != null) {
            return Optional.of(whole);
        }
        Object at = all;
        for (String step : claim.split("\\.", -1)) {
            at = at instanceof Map<?, ?> object ? object.get(step) : null;
        }
        return Optional.ofNullable(at);
    }
}
