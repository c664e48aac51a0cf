package io.sightline.matcher;

import io.sightline.core.config.Setting;

/** How much evidence it takes to say who a track is. Distances themselves come from the model's bundle. */
public record DecisionSettings(
        @Setting(byDefault = "0.05", doc = "Faces of lower quality, 0 to 1, are seen but are no evidence")
                float minimumQuality,
        @Setting(byDefault = "2", doc = "So many faces of a track must agree before it is said who it is")
                int minimumFaces,
        @Setting(byDefault = "0.75", doc = "One face alone suffices at this share of the model's threshold, 0 to 1")
                double singleFaceShare,
        @Setting(byDefault = "0.5", doc = "One face alone suffices only with this quality, 0 to 1")
                float singleFaceQuality,
        @Setting(byDefault = "8", doc = "So many of a track's latest faces are weighed") int facesKept,
        @Setting(byDefault = "3", doc = "So many faces must agree before a decision is changed") int facesToChange,
        @Setting(byDefault = "2", doc = "A decision changes only at so many times the model's margin")
                double marginsToChange,
        @Setting(
                        byDefault = "1.1",
                        doc = "Who is farther from everybody enrolled than this many thresholds is a stranger; between,"
                                + " only after facesToBeAStranger")
                double strangerShare,
        @Setting(byDefault = "6", doc = "So many faces that match nobody make a stranger, however near they are")
                int facesToBeAStranger,
        @Setting(byDefault = "0.4", doc = "A stranger gets a key by a face of this quality or better, 0 to 1")
                float strangerQuality,
        @Setting(byDefault = "0.2", doc = "A crop that is better by so much is told with an UPDATED, 0 to 1")
                float clearlyBetter) {

    public DecisionSettings {
        requireShare("minimumQuality", minimumQuality);
        requireShare("singleFaceShare", singleFaceShare);
        requireShare("singleFaceQuality", singleFaceQuality);
        requireShare("strangerQuality", strangerQuality);
        if (!(clearlyBetter > 0 && clearlyBetter <= 1)) {
            throw new IllegalArgumentException(
                    "clearlyBetter is " + clearlyBetter + ", expected more than 0, at most 1");
        }
        if (!(strangerShare >= 1)) {
            throw new IllegalArgumentException("strangerShare is " + strangerShare + ", expected 1 or more");
        }
        if (minimumFaces < 1) {
            throw new IllegalArgumentException("minimumFaces is " + minimumFaces + ", expected 1 or more");
        }
        if (facesToChange < minimumFaces) {
            throw new IllegalArgumentException(
                    "facesToChange is " + facesToChange + ", expected minimumFaces (" + minimumFaces + ") or more");
        }
        if (facesToBeAStranger < minimumFaces || facesToBeAStranger > facesKept) {
            throw new IllegalArgumentException("facesToBeAStranger is " + facesToBeAStranger
                    + ", expected minimumFaces (" + minimumFaces + ") to facesKept (" + facesKept + ")");
        }
        if (facesKept < facesToChange || facesKept > 64) {
            throw new IllegalArgumentException("facesKept is " + facesKept + ", expected facesToChange ("
                    + facesToChange + ") to 64: each takes half a kilobyte of state");
        }
        if (!(marginsToChange >= 1)) {
            throw new IllegalArgumentException("marginsToChange is " + marginsToChange + ", expected 1 or more");
        }
    }

    private static void requireShare(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(key + " is " + value + ", expected 0 to 1");
        }
    }
}
