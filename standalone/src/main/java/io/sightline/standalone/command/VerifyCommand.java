package io.sightline.standalone.command;

import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.core.service.ExitCode;
import io.sightline.models.Manifest;
import io.sightline.operations.topics.Photo;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.faces.FaceReader;
import io.sightline.vision.ExtractedFace;
import io.sightline.vision.PhotoVerdict;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.QualitySettings;
import io.sightline.vision.UnreadablePictureException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Says whether two photos show one person. Needs no running system.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:one person", "2:a photo cannot be used", "3:two people"})
final class VerifyCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "A photo with one face")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Another")
    private Path second;

    @Option(
            names = "--bundle",
            paramLabel = "NAME|DIR",
            defaultValue = "mobilefacenet-128",
            description = "The model: mobilefacenet-128, dlib-128 or a bundle's folder. Default: ${DEFAULT-VALUE}")
    private String bundle;

    @Option(names = "--json", description = "One JSON object")
    private boolean json;

    @Override
    public Integer call() {
        Logging.off();
        try (FaceReader reader = FaceReader.open(Distribution.locate(), bundle)) {
            double distance = vector(reader, first).distanceTo(vector(reader, second));
            Manifest manifest = reader.manifest();
            boolean same = distance <= manifest.threshold().distance();
            report(distance, manifest, same, System.out);
            return (same ? ExitCode.OK : ExitCode.NEGATIVE).code();
        }
    }

    private void report(double distance, Manifest manifest, boolean same, PrintStream out) {
        double threshold = manifest.threshold().distance();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("same", same);
            fields.put("distance", distance);
            fields.put("threshold", threshold);
            fields.put("falseAcceptRate", manifest.threshold().falseAcceptRate());
            fields.put("model", manifest.id().toString());
            out.println(Json.line(fields));
            return;
        }
        out.printf(Locale.ROOT, "%-10s %s%n", "answer", same ? "one person" : "two people");
        out.printf(Locale.ROOT, "%-10s %.3f%n", "distance", distance);
        out.printf(
                Locale.ROOT,
                "%-10s %.3f (at or below it: one person; about 1 pair of strangers in %,.0f passes)%n",
                "threshold",
                threshold,
                1 / manifest.threshold().falseAcceptRate());
        out.printf(Locale.ROOT, "%-10s %s%n", "model", manifest.id());
    }

    /** @throws UserError naming the file, unless it shows one person */
    private static Embedding vector(FaceReader reader, Path file) {
        try (Picture picture = Picture.decode(Photo.bytes(file), PictureLimits.DEFAULT)) {
            List<ExtractedFace> faces = reader.faces(picture);
            PhotoVerdict verdict = PhotoVerdict.of(faces, QualitySettings.DEFAULT);
            if (verdict instanceof PhotoVerdict.Enrollable good) {
                return reader.embed(good.face());
            }
            var refused = (PhotoVerdict.Refused) verdict;
            if (refused.quality() == null) {
                throw new UserError(file + ": " + refused.message());
            }
            System.err.println(file + ": the answer is less sure. " + refused.message());
            return reader.embed(faces.stream()
                    .max(Comparator.comparingDouble(f -> f.face().box().width()))
                    .orElseThrow());
        } catch (UnreadablePictureException e) {
            throw new UserError(file + ": " + e.getMessage(), e);
        }
    }
}
