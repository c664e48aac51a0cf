package io.sightline.trainer.report;

import static io.sightline.trainer.chart.LineChart.escaped;

import io.sightline.core.UserError;
import io.sightline.trainer.chart.LineChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A page that is one file: pictures and charts are inside, nothing is fetched, no script runs. */
final class HtmlPage {
    private static final String STYLE =
            """
            body { font: 15px/1.5 sans-serif; color: #222; max-width: 1180px; margin: 2em auto; padding: 0 1em; }
            h1 { font-size: 1.6em; } h2 { font-size: 1.2em; margin-top: 2em; border-bottom: 1px solid #ccc; }
            table { display: block; overflow-x: auto; border-collapse: collapse; margin: 1em 0; } th, td { padding: .25em .8em; text-align: left; vertical-align: top; }
            tr:nth-child(even) td { background: #f5f5f5; } th { border-bottom: 2px solid #888; }
            .charts, .pairs { display: flex; flex-wrap: wrap; gap: 1em; } .charts svg { flex: 1 1 400px; max-width: 560px; min-width: 0; height: auto; }
            figure { margin: 0; width: 232px; } figure img { width: 112px; height: 112px; }
            figcaption { font-size: .8em; overflow-wrap: anywhere; }
            .good { border-left: 6px solid #009e73; padding-left: .8em; } .bad { border-left: 6px solid #d55e00; padding-left: .8em; }
            """;

    private final String title;
    private final StringBuilder body = new StringBuilder();

    HtmlPage(String title) {
        this.title = title;
        element("h1", title);
    }

    HtmlPage heading(String text) {
        return element("h2", text);
    }

    HtmlPage paragraph(String text) {
        return element("p", text);
    }

    HtmlPage verdict(boolean good, String text) {
        body.append("<p class=\"")
                .append(good ? "good" : "bad")
                .append("\">")
                .append(escaped(text))
                .append("</p>\n");
        return this;
    }

    private HtmlPage element(String name, String text) {
        body.append('<')
                .append(name)
                .append('>')
                .append(escaped(text))
                .append("</")
                .append(name)
                .append(">\n");
        return this;
    }

    /** @param rows cells in the order of the headings; without headings a table of names and values */
    HtmlPage table(List<String> headings, List<List<String>> rows) {
        body.append("<table>\n");
        if (!headings.isEmpty()) {
            row("th", headings);
        }
        rows.forEach(r -> row("td", r));
        body.append("</table>\n");
        return this;
    }

    HtmlPage table(Map<String, String> values) {
        return table(
                List.of(),
                values.entrySet().stream()
                        .map(e -> List.of(e.getKey(), e.getValue()))
                        .toList());
    }

    private void row(String cell, List<String> cells) {
        body.append("<tr>");
        for (String text : cells) {
            body.append('<')
                    .append(cell)
                    .append('>')
                    .append(escaped(text))
                    .append("</")
                    .append(cell)
                    .append('>');
        }
        body.append("</tr>\n");
    }

    HtmlPage charts(List<LineChart> charts) {
        body.append("<div class=\"charts\">\n");
        charts.forEach(c -> body.append(c.svg()));
        body.append("</div>\n");
        return this;
    }

    HtmlPage pairs(List<PicturePair> pairs) {
        body.append("<div class=\"pairs\">\n");
        for (PicturePair pair : pairs) {
            body.append("<figure>");
            picture(pair.left());
            picture(pair.right());
            body.append("<figcaption>").append(escaped(pair.caption())).append("</figcaption></figure>\n");
        }
        body.append("</div>\n");
        return this;
    }

    private void picture(byte[] jpeg) {
        body.append("<img alt=\"\" src=\"data:image/jpeg;base64,")
                .append(Base64.getEncoder().encodeToString(jpeg))
                .append("\">");
    }

    String html() {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src"
                + " 'unsafe-inline'\">\n<title>" + escaped(title) + "</title>\n<style>\n" + STYLE
                + "</style>\n</head>\n<body>\n" + body + "</body>\n</html>\n";
    }

    /** @throws UserError naming the file, if it cannot be written */
    static void write(String text, Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UserError(
                    "Cannot write the report " + file + ": " + e.getMessage()
                            + "; expected a folder with room that may be written",
                    e);
        }
    }
}
