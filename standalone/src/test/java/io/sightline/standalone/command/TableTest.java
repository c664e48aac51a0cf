package io.sightline.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        var table = new Table("NAME", "ID", "NOTE");
        table.row("Ada Lovelace", "p1", "");
        table.row("Bo", "person-2", "here");
        var bytes = new ByteArrayOutputStream();

        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("NAME          ID        NOTE", "Ada Lovelace  p1", "Bo            person-2  here");
    }
}
