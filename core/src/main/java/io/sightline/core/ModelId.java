package io.sightline.core;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the weights that made a vector: {@code name@version+digest}. Vectors of different ids never meet.
 *
 * @param name lower-case words joined by hyphens, for example {@code mobilefacenet-128}
 * @param version for example {@code 1}
 * @param digest the first 12 hexadecimal digits of the SHA-256 over the bundle's weights
 */
public record ModelId(String name, String version, String digest) {
    private static final Pattern FORM =
            Pattern.compile("(?<name>[a-z0-9]+(?:-[a-z0-9]+)*)@(?<version>[A-Za-z0-9._-]+)\\+(?<digest>[0-9a-f]{12})");

    public ModelId {
        String text = name + "@" + version + "+" + digest;
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("Not a model id: '" + text
                    + "'; expected name@version+digest, as mobilefacenet-128@1+0123456789ab");
        }
    }

    /** @throws IllegalArgumentException naming the text, if it is not a model id */
    public static ModelId parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("Not a model id: '" + text
                    + "'; expected name@version+digest, as mobilefacenet-128@1+0123456789ab");
        }
        return new ModelId(m.group("name"), m.group("version"), m.group("digest"));
    }

    @Override
    public String toString() {
        return name + "@" + version + "+" + digest;
    }
}
