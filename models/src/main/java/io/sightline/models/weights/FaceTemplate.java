package io.sightline.models.weights;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.core.UserError;
import java.util.ArrayList;
import java.util.List;

/** Templates as a user writes them: {@code arcface-112}, {@code dlib-150}, or {@code points:} and ten numbers. */
public final class FaceTemplate {
    private static final String POINTS = "points:";
    /** insightface's {@code arcface_dst}, of 112 pixels. */
    private static final float[] ARCFACE = {
        38.2946f, 51.6963f, 73.5318f, 51.5014f, 56.0252f, 71.7366f, 41.5493f, 92.3655f, 70.7299f, 92.2041f
    };
    /** dlib's mean face with a padding of 0.25, of 150 pixels. */
    private static final float[] DLIB = {
        47.55f, 46.60f, 100.48f, 46.60f, 74.01f, 76.56f, 50.41f, 103.02f, 97.61f, 103.02f
    };

    private FaceTemplate() {}

    /**
     * Where the five points lie in an input of that size. The known templates grow with it: {@code arcface-112} for 160
     * pixels is ArcFace's in proportion; points stay as they are.
     *
     * @throws UserError naming the text and what would be right
     */
    public static Landmarks parse(String text, int width, int height) {
        Landmarks template;
        if (text.startsWith(POINTS)) {
            template = landmarks(text, numbers(text), 1);
        } else if (width != height) {
            throw new UserError("The template '" + text + "' is square, the input " + width + "x" + height
                    + " is not; expected points:x,y,x,y,... in its pixels");
        } else {
            template = switch (text) {
                case "arcface-112" -> landmarks(text, ARCFACE, width / 112f);
                case "dlib-150" -> landmarks(text, DLIB, width / 150f);
                default ->
                    throw new UserError(
                            "There is no template '" + text + "'; expected arcface-112, dlib-150 or"
                                    + " points:x,y,x,y,... (left eye, right eye, nose, left and right mouth corner, in pixels)");
            };
        }
        for (Point p : template.points()) {
            // Points a little outside are usual for close crops; far outside is a mistake of units.
            if (Math.abs(p.x() - width / 2f) > width || Math.abs(p.y() - height / 2f) > height) {
                throw new UserError("The template '" + text + "' has a point far outside an input of " + width + "x"
                        + height + " pixels: " + p);
            }
        }
        if (template.leftEye().x() >= template.rightEye().x()) {
            throw new UserError("The template '" + text + "' has the left eye right of the right one;"
                    + " left is left in the picture");
        }
        return template;
    }

    private static float[] numbers(String text) {
        String[] parts = text.substring(POINTS.length()).split(",", -1);
        float[] numbers = new float[parts.length];
        try {
            for (int i = 0; i < parts.length; i++) {
                numbers[i] = Float.parseFloat(parts[i].strip());
            }
        } catch (NumberFormatException e) {
            throw new UserError("The template '" + text + "' is not of numbers; expected points:x,y,x,y,...", e);
        }
        if (numbers.length != 10) {
            throw new UserError("The template '" + text + "' has " + numbers.length + " numbers; expected ten: x and y"
                    + " of left eye, right eye, nose, left and right mouth corner");
        }
        return numbers;
    }

    private static Landmarks landmarks(String text, float[] numbers, float factor) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < numbers.length; i += 2) {
            if (!Float.isFinite(numbers[i]) || !Float.isFinite(numbers[i + 1])) {
                throw new UserError("The template '" + text + "' is not of finite numbers");
            }
            points.add(new Point(numbers[i] * factor, numbers[i + 1] * factor));
        }
        return Landmarks.of(points);
    }
}
