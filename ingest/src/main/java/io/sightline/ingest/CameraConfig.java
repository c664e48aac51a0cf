package io.sightline.ingest;

import io.sightline.core.Zones;
import io.sightline.core.config.Setting;
import java.util.List;

/** A camera as the configuration file gives it. What it says is checked by {@link Camera}. */
public record CameraConfig(
        @Setting(
                        doc =
                                "rtsp://, http:// (MJPEG), /dev/videoN, a video file or an image folder; secrets only as ${env:NAME} or ${file:PATH}")
                String source,
        @Setting(byDefault = "5", doc = "At most so many pictures a second are published") float framesPerSecond,
        @Setting(byDefault = "1920", doc = "Wider pictures are scaled down to it, pixels") int maxWidth,
        @Setting(byDefault = "85", doc = "1 to 100") int jpegQuality,
        @Setting(byDefault = "true", doc = "Whether a still scene sends only a picture every few seconds")
                boolean motionGate,
        @Setting(byDefault = "false", doc = "Whether a file starts again at its end") boolean loop,
        @Setting(byDefault = "true", doc = "Whether a file is read at its own pace rather than as fast as it is taken")
                boolean realTime,
        @Setting(doc = "Where faces count or do not; empty for everywhere") List<ZoneConfig> zones) {

    public CameraConfig {
        zones = List.copyOf(zones);
        require(framesPerSecond >= 0.01f && framesPerSecond <= 120, "framesPerSecond", framesPerSecond, "0.01 to 120");
        require(maxWidth >= 64 && maxWidth <= 7680, "maxWidth", maxWidth, "64 to 7680");
        require(jpegQuality >= 1 && jpegQuality <= 100, "jpegQuality", jpegQuality, "1 to 100");
        zonesOf(zones);
    }

    private static Zones zonesOf(List<ZoneConfig> zones) {
        return new Zones(zones.stream().map(ZoneConfig::zone).toList());
    }

    public Zones whereFacesCount() {
        return zonesOf(zones);
    }

    private static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + " is " + value + ", expected " + expected);
        }
    }

    /** A camera with this source and the defaults for all else. */
    public static CameraConfig of(String source) {
        return new CameraConfig(source, 5, 1920, 85, true, false, true, List.of());
    }

    public CameraConfig withFramesPerSecond(float rate) {
        return new CameraConfig(source, rate, maxWidth, jpegQuality, motionGate, loop, realTime, zones);
    }

    public CameraConfig withLoop(boolean again) {
        return new CameraConfig(source, framesPerSecond, maxWidth, jpegQuality, motionGate, again, realTime, zones);
    }

    public CameraConfig withRealTime(boolean ownPace) {
        return new CameraConfig(source, framesPerSecond, maxWidth, jpegQuality, motionGate, loop, ownPace, zones);
    }

    public CameraConfig withMotionGate(boolean gate) {
        return new CameraConfig(source, framesPerSecond, maxWidth, jpegQuality, gate, loop, realTime, zones);
    }

    /** Without the source: a mistyped one may hold a password. */
    @Override
    public String toString() {
        return "CameraConfig[framesPerSecond=" + framesPerSecond + ", maxWidth=" + maxWidth + "]";
    }
}
