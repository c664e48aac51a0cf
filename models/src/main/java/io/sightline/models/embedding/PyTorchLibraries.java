package io.sightline.models.embedding;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import io.sightline.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * PyTorch's native libraries. Without the jars that bundle them DJL would try to download some, which a closed network
 * answers after minutes with something unreadable: so they are looked for first.
 */
public final class PyTorchLibraries {
    private static final String BUNDLED = "native/lib/pytorch.properties";
    private static final String OWN_LIBRARIES = "PYTORCH_LIBRARY_PATH";

    private PyTorchLibraries() {}

    /** @throws UserError saying what to put on the class path */
    public static Engine load() {
        requireBundled();
        // DJL would otherwise report each start to its makers, and start a pool of threads for graphs that have one
        // path.
        setUnlessGiven("OPT_OUT_TRACKING", "true");
        setUnlessGiven("ai.djl.pytorch.num_interop_threads", "1");
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException e) {
            throw new UserError("PyTorch cannot be loaded: " + rootMessage(e) + ". " + advice(), e);
        }
    }

    private static void requireBundled() {
        if (System.getenv(OWN_LIBRARIES) != null || System.getProperty(OWN_LIBRARIES) != null) {
            return;
        }
        Set<String> flavors = flavors();
        if (!flavors.contains("cpu")) {
            // The CUDA libraries alone do not load where there is no GPU.
            throw new UserError("engine: pytorch needs PyTorch's native libraries for the CPU on the class path, found "
                    + (flavors.isEmpty() ? "none" : flavors) + ". " + advice());
        }
    }

    private static Set<String> flavors() {
        Set<String> flavors = new TreeSet<>();
        try {
            var found = PyTorchLibraries.class.getClassLoader().getResources(BUNDLED);
            while (found.hasMoreElements()) {
                URL url = found.nextElement();
                try (InputStream in = url.openStream()) {
                    Properties properties = new Properties();
                    properties.load(in);
                    flavors.add(properties.getProperty("flavor", "unknown"));
                }
            }
        } catch (IOException e) {
            throw new UserError("Cannot read " + BUNDLED + " on the class path: " + e.getMessage(), e);
        }
        return flavors;
    }

    static String advice() {
        return "Add ai.djl.pytorch:pytorch-engine, pytorch-jni and pytorch-native-cpu (for a GPU also"
                + " pytorch-native-cu118: build with -Pcuda), or set engine: onnx, which needs none of them";
    }

    private static String rootMessage(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getenv(property) == null && System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
