package io.sightline.operations.rollout;

import io.sightline.schemas.avro.CropRef;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/**
 * A shadow report as one HTML file without anything beside it: the faces about which two models disagree, and the
 * figures. It holds pictures of people: whoever gets it, has them.
 */
public final class ShadowPage {
    private static final String STYLE =
            """
            body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 68rem; padding: 0 1rem; color: #1a1a1a }
            h1 { font-size: 1.4rem } table { border-collapse: collapse; width: 100% }
            th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top }
            th { font-weight: 600 } td img { width: 112px; height: 112px; display: block }
            .no { width: 112px; height: 112px; background: #eee; color: #666; font-size: 12px; display: grid; place-items: center; text-align: center }
            .note { background: #fff4d6; padding: .6rem .8rem } code { font-size: 13px; word-break: break-all }
            @media (prefers-color-scheme: dark) { body { background: #161616; color: #e6e6e6 } th, td { border-color: #3a3a3a } .no { background: #2a2a2a; color: #aaa } .note { background: #3d3417 } }
            """;

    private final ShadowReport report;
    private final UnaryOperator<String> nameOf;
    private final Map<CropRef, ByteBuffer> pictures;
    private final ZoneId zone;

    /**
     * @param nameOf a person's name by their id
     * @param pictures JPEGs of the rows' crops, as far as they are kept
     */
    public ShadowPage(
            ShadowReport report, UnaryOperator<String> nameOf, Map<CropRef, ByteBuffer> pictures, ZoneId zone) {
        this.report = report;
        this.nameOf = nameOf;
        this.pictures = pictures;
        this.zone = zone;
    }

    public String html() {
        var page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\">")
                .append("<title>Shadow report: ")
                .append(text(report.candidate().modelId()))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1>What ")
                .append(text(report.candidate().modelId()))
                .append(" would decide</h1>\n");
        ShadowWords.lines(report)
                .forEach(line -> page.append("<p>").append(text(line)).append("</p>\n"));
        if (!report.isFair()) {
            page.append("<p class=\"note\">")
                    .append(text(ShadowWords.unfair(report)))
                    .append("</p>\n");
        }
        page.append("<p class=\"note\">This file shows faces of people. Delete it when it was read.</p>\n");
        if (!report.rows().isEmpty()) {
            page.append("<table><thead><tr><th>Face</th><th>When and where</th><th>Active model</th><th>Candidate</th>")
                    .append("<th>Distances to</th></tr></thead><tbody>\n");
            report.rows().forEach(row -> page.append(row(row)));
            page.append("</tbody></table>\n");
        }
        return page.append("</body></html>\n").toString();
    }

    private String row(ShadowReport.Row row) {
        return "<tr><td>" + picture(row) + "</td><td>"
                + text(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                        .withZone(zone)
                        .format(row.at()))
                + "<br>" + text(row.cameraId()) + "<br><code>" + text(row.trackId()) + "</code></td><td>"
                + who(row.activePerson()) + "</td><td>" + who(row.candidatePerson()) + "</td><td>"
                + who(row.about()) + "<br>active "
                + distance(row.byActive(), report.active().thresholdAt(row.cameraId())) + "<br>candidate "
                + distance(row.byCandidate(), report.candidate().thresholdAt(row.cameraId())) + "</td></tr>\n";
    }

    private String picture(ShadowReport.Row row) {
        ByteBuffer jpeg = row.crop() == null ? null : pictures.get(row.crop());
        if (jpeg == null) {
            return "<div class=\"no\">the picture<br>is gone</div>";
        }
        byte[] bytes = new byte[jpeg.remaining()];
        jpeg.duplicate().get(bytes);
        return "<img alt=\"\" src=\"data:image/jpeg;base64,"
                + Base64.getEncoder().encodeToString(bytes) + "\">";
    }

    private String who(String personId) {
        return personId == null ? "nobody" : text(nameOf.apply(personId));
    }

    private static String distance(OptionalDouble distance, double threshold) {
        return distance.isEmpty()
                ? "unknown"
                : String.format(Locale.ROOT, "%.3f (threshold %.3f)", distance.getAsDouble(), threshold);
    }

    /** Names are what people typed. */
    private static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
