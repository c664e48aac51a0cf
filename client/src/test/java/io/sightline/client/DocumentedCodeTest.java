package io.sightline.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Java that the docs show is in the examples, line by line: so it compiles, and is tested. */
class DocumentedCodeTest {
    private static final Path EXAMPLES = Path.of("src", "main", "java", "io", "sightline", "client", "example");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

    @Test
    void theJavaInTheDocsIsThatOfTheExamples() throws IOException {
        String examples = "";
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path file : files.toList()) {
                examples += Files.readString(file);
            }
        }
        String page = Files.readString(Path.of("..", "docs", "consuming-events.md"));
        List<String> shown =
                JAVA.matcher(page).results().map((MatchResult m) -> m.group(1)).toList();

        assertThat(shown).hasSizeGreaterThanOrEqualTo(3);
        for (String code : shown) {
            assertThat(examples).contains(code);
        }
    }
}
