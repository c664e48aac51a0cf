package io.sightline.models.weights;

import io.sightline.models.graph.Parameter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tensors by name, and where their storages' bytes come from: each storage is read once, and one at a time. */
record StoredTensors(Map<String, TensorView> views, Source source) {
    /** 2 GiB of float32: networks for faces have a tenth of it. */
    private static final long MOST_VALUES = 1L << 29;

    /** Gives a storage's bytes, all of them. */
    interface Source {
        /** @throws WrongWeights if the file does not have them */
        ByteBuffer bytes(Storage storage) throws IOException;
    }

    /** @return in the order of the names */
    Map<String, Parameter> read() throws IOException {
        long total = views.values().stream().mapToLong(TensorView::count).sum();
        if (total > MOST_VALUES) {
            throw new WrongWeights("its tensors have " + total + " numbers; at most " + MOST_VALUES + " are read");
        }
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        Map<Storage, List<String>> namesByStorage = new LinkedHashMap<>();
        views.forEach((name, view) -> {
            parameters.put(name, null); // keeps the file's order
            namesByStorage
                    .computeIfAbsent(view.storage(), storage -> new ArrayList<>())
                    .add(name);
        });
        for (Map.Entry<Storage, List<String>> storage : namesByStorage.entrySet()) {
            ByteBuffer bytes = source.bytes(storage.getKey());
            for (String name : storage.getValue()) {
                parameters.put(name, views.get(name).read(name, bytes));
            }
        }
        return parameters;
    }
}
