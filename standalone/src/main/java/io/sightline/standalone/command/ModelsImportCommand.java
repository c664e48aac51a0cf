package io.sightline.standalone.command;

import io.sightline.core.Landmarks;
import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.models.Manifest.ChannelOrder;
import io.sightline.models.ModelBundle;
import io.sightline.models.net.Architecture;
import io.sightline.models.weights.BundleImport;
import io.sightline.models.weights.FaceTemplate;
import io.sightline.models.weights.Imported;
import io.sightline.models.weights.NameMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description =
                "Makes a bundle of a model that others trained: of weights (.pth, .safetensors) for a network that is"
                        + " known here, or of any face embedder in ONNX. Nothing in the file is run but the network.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the bundle is written, and was computed once", "2:a file that cannot be used"},
        footer = {
            "",
            "Examples:",
            "  ./sightline models import facenet_mobilenet.pth --arch facenet-mobilenetv1 \\",
            "      --name their-facenet --threshold 0.9 --margin 0.1 --far 0.001",
            "  ./sightline models import w600k.onnx --template arcface-112 --input 112x112 --mean 127.5 --scale 1/127.5 \\",
            "      --name w600k --threshold 1.1 --margin 0.1 --far 0.001"
        })
final class ModelsImportCommand implements Callable<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

    @Parameters(index = "0", paramLabel = "FILE", description = "Weights or ONNX")
    private Path file;

    @Option(
            names = "--arch",
            paramLabel = "NETWORK",
            description =
                    "The network that weights belong to, such as facenet-mobilenetv1; without it the file is ONNX")
    private String architecture;

    @Option(names = "--dimension", paramLabel = "N", description = "Length of the vector. Default: the network's usual")
    private Integer dimension;

    @Option(
            names = "--template",
            paramLabel = "TEMPLATE",
            description = "Where a face lies in the input: arcface-112, dlib-150 (in proportion), or points:x,y,x,y,..."
                    + " in pixels. Default with --arch: the network's")
    private String template;

    @Option(names = "--input", paramLabel = "WxH", description = "Of ONNX: its input's width and height, as 112x112")
    private String size;

    @Option(
            names = "--mean",
            paramLabel = "M",
            defaultValue = "127.5",
            description = "Of ONNX: what is taken off each pixel, 0 to 255; one number, or three by channel."
                    + " Default: ${DEFAULT-VALUE}")
    private String mean;

    @Option(
            names = "--scale",
            paramLabel = "S",
            defaultValue = "1/127.5",
            description = "Of ONNX: what the rest is multiplied by, as 0.0078125 or 1/128. Default: ${DEFAULT-VALUE}")
    private String scale;

    @Option(
            names = "--channels",
            paramLabel = "ORDER",
            defaultValue = "RGB",
            description = "Of ONNX: rgb or bgr. Default: ${DEFAULT-VALUE}")
    private ChannelOrder channels;

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "What it is called, as my-net-128")
    private String name;

    @Option(
            names = "--version",
            paramLabel = "V",
            defaultValue = "1",
            description = "Of everything but the weights. Default: ${DEFAULT-VALUE}")
    private String version;

    @Option(names = "--threshold", paramLabel = "D", description = "Largest distance of one person's vectors, 0 to 2")
    private Double threshold;

    @Option(names = "--margin", paramLabel = "M", description = "How much further away the next person has to be")
    private Double margin;

    @Option(
            names = "--far",
            paramLabel = "RATE",
            description = "The share of strangers that are nearer than D, as 0.001")
    private Double falseAcceptRate;

    @Option(names = "--licence", paramLabel = "TEXT", description = "Under which its author gave it")
    private String licence;

    @Option(names = "--author", paramLabel = "TEXT", description = "Who trained it")
    private String author;

    @Option(names = "--to", paramLabel = "FOLDER", description = "The bundle's folder. Default: one of its name, here")
    private Path folder;

    @Override
    public Integer call() {
        Logging.off();
        if (Stream.of(threshold, margin, falseAcceptRate).anyMatch(given -> given == null)) {
            throw new UserError(
                    "A model says when two vectors are one person: give --threshold D --margin M --far RATE,"
                            + " as its authors state them for Euclidean distance of unit vectors (a cosine c is"
                            + " the distance sqrt(2 - 2c)). './sightline evaluate' then measures them");
        }
        Imported imported =
                new Imported(name, version, Imported.given(threshold, margin, falseAcceptRate), licence, author);
        BundleImport target = new BundleImport(imported, folder == null ? Path.of(name) : folder);
        ModelBundle bundle = architecture == null ? onnx(target) : weights(target);
        System.out.println(bundle.id() + " is in " + bundle.folder() + ": vectors of "
                + bundle.manifest().dimension() + " numbers, computed once by ONNX Runtime.");
        System.out.println("Next: ./sightline models add " + bundle.folder());
        return 0;
    }

    private ModelBundle weights(BundleImport target) {
        Architecture network = Architecture.of(architecture);
        if (size != null) {
            throw new UserError("--input belongs to ONNX; " + network.id() + " takes "
                    + network.input().width() + "x" + network.input().height());
        }
        int length = dimension == null ? network.defaultDimension() : dimension;
        Landmarks points = template == null
                ? network.template()
                : FaceTemplate.parse(
                        template, network.input().width(), network.input().height());
        return target.stateDict(file, network, length, points, NameMapping.FACENET);
    }

    private ModelBundle onnx(BundleImport target) {
        if (template == null || size == null || dimension != null) {
            throw new UserError("ONNX takes --template and --input, and says itself how long its vectors are;"
                    + " weights take --arch");
        }
        Matcher pixels = SIZE.matcher(size);
        if (!pixels.matches()) {
            throw new UserError("--input is '" + size + "'; expected width and height in pixels, as 112x112");
        }
        int width = Integer.parseInt(pixels.group(1));
        int height = Integer.parseInt(pixels.group(2));
        List<Float> means =
                Stream.of(mean.split(",")).map(m -> number("--mean", m)).toList();
        try {
            Manifest.Input input = new Manifest.Input(
                    width,
                    height,
                    channels,
                    means.size() == 1 ? List.of(means.get(0), means.get(0), means.get(0)) : means,
                    number("--scale", scale));
            return target.onnx(file, input, FaceTemplate.parse(template, width, height));
        } catch (IllegalArgumentException e) {
            throw new UserError(e.getMessage(), e);
        }
    }

    private static float number(String option, String text) {
        String[] parts = text.split("/", 2);
        try {
            float value = Float.parseFloat(parts[0].strip());
            return parts.length == 1 ? value : value / Float.parseFloat(parts[1].strip());
        } catch (NumberFormatException e) {
            throw new UserError(option + " is '" + text + "'; expected a number, as 127.5 or 1/128", e);
        }
    }
}
