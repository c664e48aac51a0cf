package io.sightline.ingest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text that people will see: whatever was resolved from a reference, and whatever stands where
 * addresses have user names and passwords.
 *
 * <p>Known to the whole process, because FFmpeg's log, which it must clean, is one for the whole process.
 */
final class Redaction {
    static final String MARK = "***";
    private static final Pattern USER_INFO = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)[^\\s/?#]*@");
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("([?&](?:" + SourceAddress.SECRET_PARAMETERS + ")=)[^&\\s]+", Pattern.CASE_INSENSITIVE);

    // Longest first, so that a secret that contains another leaves no rest.
    private static final SortedSet<String> KNOWN = new ConcurrentSkipListSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private Redaction() {}

    /** From now on this value is cut out of every text, also in the form that it has in an address. */
    static void learn(String secret) {
        if (!secret.isEmpty()) {
            KNOWN.add(secret);
            KNOWN.add(percentEncoded(secret));
        }
    }

    static String apply(String text) {
        String clean = text;
        for (String secret : KNOWN) {
            clean = clean.replace(secret, MARK);
        }
        clean = USER_INFO.matcher(clean).replaceAll("$1" + MARK + "@");
        return SECRET_PARAMETER.matcher(clean).replaceAll("$1" + MARK);
    }

    static String percentEncoded(String secret) {
        return URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    }
}
