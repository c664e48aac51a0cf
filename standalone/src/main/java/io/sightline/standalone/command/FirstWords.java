package io.sightline.standalone.command;

import java.io.PrintStream;

/** What has to be known before anybody relies on it. */
final class FirstWords {
    private FirstWords() {}

    static void print(PrintStream out) {
        out.println("  Faces are personal data: where you point this at people, the law on that applies to you,");
        out.println("  in the EU the GDPR and the AI Act. Ask first. ./sightline forget erases a person.");
        out.println("  There is no liveness check: a photo held up to a camera passes for the person.");
    }
}
