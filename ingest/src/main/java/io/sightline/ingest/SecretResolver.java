package io.sightline.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the references in a source's address. The result is for opening only; whatever was resolved is
 * {@linkplain Redaction#learn known} to the redaction before it is returned.
 */
final class SecretResolver {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)}");
    private static final int LONGEST = 4096;

    private final UnaryOperator<String> environment;
    private final String variablePrefix;
    private final Optional<Path> folder;

    /**
     * @param environment gives a variable's value, or null
     * @param variablePrefix only variables that begin with this are read: whoever may write the topic {@code cameras}
     *     names them, and could send any other secret of this process to a host of their own
     * @param folder only files below it are read, for the same reason; empty for any
     */
    SecretResolver(UnaryOperator<String> environment, String variablePrefix, Optional<Path> folder) {
        this.environment = environment;
        this.variablePrefix = variablePrefix;
        this.folder = folder.map(f -> f.toAbsolutePath().normalize());
    }

    /** The address with every reference replaced by its value, percent-encoded. */
    String resolve(String template) throws SourceException {
        Matcher m = REFERENCE.matcher(template);
        var resolved = new StringBuilder();
        while (m.find()) {
            String value = m.group(1).equals("env") ? variable(m.group(2)) : file(m.group(2));
            if (value.length() > LONGEST || value.indexOf('\n') >= 0) {
                throw new SourceException("The secret " + m.group() + " is not a single line");
            }
            Redaction.learn(value);
            m.appendReplacement(resolved, Matcher.quoteReplacement(Redaction.percentEncoded(value)));
        }
        return m.appendTail(resolved).toString();
    }

    private String variable(String name) throws SourceException {
        if (!name.startsWith(variablePrefix)) {
            throw new SourceException("The environment variable " + name + " may not be used by cameras: their names"
                    + " begin with " + variablePrefix + " (ingest.secretVariablePrefix)");
        }
        String value = environment.apply(name);
        if (value == null || value.isEmpty()) {
            throw new SourceException("The environment variable " + name + ", which the source names, is not set");
        }
        return value;
    }

    private String file(String name) throws SourceException {
        Path path = Path.of(name).toAbsolutePath().normalize();
        if (folder.isPresent() && !path.startsWith(folder.get())) {
            throw new SourceException("The file " + name + " may not be used by cameras: they may read files in "
                    + folder.get() + " (ingest.secretFolder)");
        }
        try {
            String value = Files.readString(path).strip();
            if (value.isEmpty()) {
                throw new SourceException("The file " + name + ", which should hold a secret of the source, is empty");
            }
            return value;
        } catch (IOException e) {
            throw new SourceException(
                    "The file " + name + ", which should hold a secret of the source, cannot be read");
        }
    }
}
