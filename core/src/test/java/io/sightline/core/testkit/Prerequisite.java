package io.sightline.core.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test needs of its surroundings, such as an installed program. */
public final class Prerequisite {
    private Prerequisite() {}

    /**
     * Skips the test where it is not there; in CI, where a skipped test would go unseen, it must be.
     *
     * @param missing what is missing and how to get it
     */
    public static void require(boolean isThere, String missing) {
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(isThere, missing);
        }
        assumeTrue(isThere, missing);
    }
}
