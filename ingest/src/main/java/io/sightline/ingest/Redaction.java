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
    private static final int SHORTEST = 4;
    private static final Pattern USER_INFO = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)[^\\s/?#]*@");
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("([?&](?:" + SourceAddress.SECRET_PARAMETERS + ")=)[^&\\s]+", Pattern.CASE_INSENSITIVE);

    // Longest first, so that a secret that contains another leaves no rest.
    private static final SortedSet<String> KNOWN = new ConcurrentSkipListSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private Redaction() {}

    /**
     * From now on this value is cut out of every text, also in the form that it has in an address. One of three letters
     * or fewer is not, outside of addresses: all text is full of them, and the gaps would spell it.
     */
    static void learn(String secret) {
        if (secret.length() >= SHORTEST) {
            KNOWN.add(secret);
            KNOWN.add(percentEncoded(secret));
        }
    }

    static String apply(String text) {
        String clean = USER_INFO.matcher(text).replaceAll("$1" + MARK + "@");
        clean = SECRET_PARAMETER.matcher(clean).replaceAll("$1" + MARK);
        for (String secret : KNOWN) {
            clean = clean.replace(secret, MARK);
        }
        return clean;
    }

    static String percentEncoded(String secret) {
        return URLEncoder.encode(secret, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }
}
