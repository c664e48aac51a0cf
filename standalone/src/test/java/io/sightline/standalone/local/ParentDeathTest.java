package io.sightline.standalone.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentDeathTest {
    @TempDir
    Path folder;

    @Test
    void childrenEndWhenTheirParentIsKilled() throws Exception {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        ParentMain.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process parent = builder.start();
        List<ProcessHandle> children = childrenNamedBy(parent.inputReader());
        assertThat(children).hasSize(2).allMatch(ProcessHandle::isAlive);

        parent.destroyForcibly();

        for (ProcessHandle child : children) {
            child.onExit().get(10, TimeUnit.SECONDS);
        }
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    private static List<ProcessHandle> childrenNamedBy(BufferedReader output) throws Exception {
        String line;
        while ((line = output.readLine()) != null) {
            if (line.startsWith("children ")) {
                return Arrays.stream(line.substring("children ".length()).split(" "))
                        .map(Long::valueOf)
                        .map(pid -> ProcessHandle.of(pid).orElseThrow())
                        .toList();
            }
        }
        return List.of();
    }
}
