package io.sightline.console.access;

import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows <code>${env:NAME}</code> and <code>${file:PATH}</code>, as ingest does for cameras and under the same limits.
 *
 * @param environment gives a variable's value, or null
 * @param variablePrefix only variables that begin with this are read
 * @param folder only files below it are read; empty for any
 */
public record SecretReference(UnaryOperator<String> environment, String variablePrefix, Optional<String> folder) {
    private static final Pattern FORM = Pattern.compile("\\$\\{(env|file):([^}]+)}");
    private static final int LONGEST = 4096;

    /** Without limits: for references that stand in the configuration, and not on a page that an admin may fill in. */
    public static SecretReference ofConfiguration() {
        return new SecretReference(System::getenv, "", Optional.empty());
    }

    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** The secret. @throws UserError if it cannot be had; without the secret in it */
    public String follow(String reference) {
        Matcher m = FORM.matcher(reference);
        if (!m.matches()) {
            throw new UserError("The password has to be a reference: ${env:NAME} or ${file:PATH}");
        }
        String value = m.group(1).equals("env") ? variable(m.group(2)) : file(m.group(2));
        if (value.isEmpty() || value.length() > LONGEST || value.indexOf('\n') >= 0) {
            throw new UserError("The secret " + reference + " is not a single line");
        }
        return value;
    }

    private String variable(String name) {
        if (!name.startsWith(variablePrefix)) {
            throw new UserError("The environment variable " + name + " may not be used: names begin with "
                    + variablePrefix + " (console.secretVariablePrefix)");
        }
        String value = environment.apply(name);
        if (value == null) {
            throw new UserError("The environment variable " + name + " is not set where the console runs");
        }
        return value;
    }

    private String file(String name) {
        Path path = Path.of(name).toAbsolutePath().normalize();
        Optional<Path> allowed = folder.map(f -> Path.of(f).toAbsolutePath().normalize());
        if (allowed.isPresent() && !path.startsWith(allowed.get())) {
            throw new UserError("The file " + name + " may not be used: secrets are below " + allowed.get()
                    + " (console.secretFolder)");
        }
        try {
            return Files.readString(path).strip();
        } catch (IOException e) {
            throw new UserError("The file " + name + ", which should hold the password, cannot be read", e);
        }
    }
}
