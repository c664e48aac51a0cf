package io.sightline.trainer.testkit;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.models.CanonicalTemplate;
import io.sightline.models.testkit.TestCrops;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** People who do not exist: each has a coloured cloud of their own, a little other in each picture. */
public record MadeUpPeople(List<LabelledCrop> crops) implements CropSet {
    private static final int CLOUDS = 6;
    private static final int NOISE = 40;

    public static MadeUpPeople of(String prefix, int people, int images) {
        List<LabelledCrop> crops = new ArrayList<>();
        for (int person = 0; person < people; person++) {
            for (int image = 0; image < images; image++) {
                crops.add(crop(prefix + person, prefix + person + "/" + image, (prefix + person).hashCode(), image));
            }
        }
        return new MadeUpPeople(crops);
    }

    private static LabelledCrop crop(String person, String id, int seed, int image) {
        var own = new Random(seed);
        var other = new Random(31L * seed + image);
        byte[] pixels = new byte[CLOUDS * CLOUDS * 3];
        for (int i = 0; i < pixels.length; i++) {
            int value = NOISE + own.nextInt(256 - 2 * NOISE) + other.nextInt(2 * NOISE) - NOISE;
            pixels[i] = (byte) value;
        }
        try (Mat clouds = new Mat(CLOUDS, CLOUDS, CV_8UC3);
                Mat crop = new Mat();
                Size size = new Size(CanonicalTemplate.SIZE, CanonicalTemplate.SIZE)) {
            clouds.<ByteBuffer>createBuffer().put(pixels);
            resize(clouds, crop, size);
            return new LabelledCrop(person, id, TestCrops.jpeg(crop), points(other));
        }
    }

    private static Landmarks points(Random random) {
        return Landmarks.of(CanonicalTemplate.POINTS.points().stream()
                .map(p -> new Point(p.x() + random.nextFloat() * 4 - 2, p.y() + random.nextFloat() * 4 - 2))
                .toList());
    }

    @Override
    public int size() {
        return crops.size();
    }

    @Override
    public String personId(int number) {
        return crops.get(number).personId();
    }

    @Override
    public String cropId(int number) {
        return crops.get(number).cropId();
    }

    @Override
    public LabelledCrop crop(int number) {
        return crops.get(number);
    }
}
