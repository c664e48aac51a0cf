package io.sightline.models.weights;

import io.sightline.models.graph.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What {@code torch.save} writes since 1.6: a zip, stored, with one folder that holds {@code data.pkl}, a file
 * {@code data/KEY} for each storage, and since 2.1 {@code byteorder}
 * (https://github.com/pytorch/pytorch/blob/v2.0.1/torch/serialization.py).
 */
final class TorchZip {
    private static final String PICKLE = "/data.pkl";
    private static final int MOST_ENTRIES = 100_000;
    private static final int LARGEST_PICKLE = 16 << 20;

    private final ZipFile zip;
    private final Map<String, ZipEntry> entries;
    private final String root;

    private TorchZip(ZipFile zip, Map<String, ZipEntry> entries) {
        this.zip = zip;
        this.entries = entries;
        List<String> roots = entries.keySet().stream()
                .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
                .map(name -> name.substring(0, name.length() - PICKLE.length() + 1))
                .toList();
        if (roots.size() != 1) {
            throw new WrongWeights("is a zip with " + roots.size() + " files FOLDER" + PICKLE
                    + "; expected one, as torch.save writes it");
        }
        this.root = roots.get(0);
    }

    static Map<String, Parameter> read(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            TorchZip archive = new TorchZip(zip, entries(zip, Files.size(file)));
            ByteOrder order = archive.byteOrder();
            byte[] pickle = archive.content(archive.root + "data.pkl", LARGEST_PICKLE);
            Map<String, TensorView> views = StateDict.of(PickleMachine.read(new PickleBytes(pickle)));
            return new StoredTensors(views, storage -> archive.bytes(storage, order)).read();
        } catch (IllegalArgumentException e) {
            throw new WrongWeights("is a damaged zip: " + e.getMessage());
        }
    }

    /** Stored entries cannot be bombs, as long as no two share their bytes: together they have to fit into the file. */
    private static Map<String, ZipEntry> entries(ZipFile zip, long fileSize) {
        if (zip.size() > MOST_ENTRIES) {
            throw new WrongWeights("is a zip of " + zip.size() + " files; at most " + MOST_ENTRIES + " are expected");
        }
        if (zip.stream().anyMatch(entry -> entry.getName().endsWith("/constants.pkl"))) {
            throw new WrongWeights("is a TorchScript program; expected weights alone:"
                    + " torch.save(torch.jit.load(file).state_dict(), other)");
        }
        Map<String, ZipEntry> entries = new HashMap<>();
        long total = 0;
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            String name = WrongWeights.quoted(entry.getName());
            if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
                throw new WrongWeights("has " + name + " compressed; torch.save stores its files as they are");
            }
            total += entry.getSize();
            if (entry.getSize() < 0 || total > fileSize) {
                throw new WrongWeights("has files that claim more bytes than the zip has, the first is " + name);
            }
            if (entries.put(entry.getName(), entry) != null) {
                throw new WrongWeights("has two files " + name);
            }
        }
        return entries;
    }

    private ByteOrder byteOrder() throws IOException {
        if (!entries.containsKey(root + "byteorder")) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        String order = new String(content(root + "byteorder", 16), StandardCharsets.US_ASCII);
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default ->
                throw new WrongWeights("has the byte order " + WrongWeights.quoted(order) + "; expected little or big");
        };
    }

    private ByteBuffer bytes(Storage storage, ByteOrder order) throws IOException {
        String name = root + "data/" + storage.key();
        byte[] content = content(name, storage.byteLength());
        if (content.length != storage.byteLength()) {
            throw new WrongWeights("has " + content.length + " bytes in " + WrongWeights.quoted(name) + ", expected "
                    + storage.byteLength() + " for " + storage.length() + " numbers of " + storage.type());
        }
        return ByteBuffer.wrap(content).order(order);
    }

    private byte[] content(String name, int most) throws IOException {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new WrongWeights("has no file " + WrongWeights.quoted(name));
        }
        if (entry.getSize() > most) {
            throw new WrongWeights("has " + entry.getSize() + " bytes in " + WrongWeights.quoted(name) + "; at most "
                    + most + " are expected");
        }
        byte[] content;
        try (InputStream in = zip.getInputStream(entry)) {
            content = in.readNBytes((int) entry.getSize());
        }
        CRC32 crc = new CRC32();
        crc.update(content);
        if (content.length != entry.getSize() || crc.getValue() != entry.getCrc()) {
            throw new WrongWeights("is damaged: " + WrongWeights.quoted(name) + " is not what the zip's checksum says");
        }
        return content;
    }
}
