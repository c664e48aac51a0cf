package io.sightline.models.weights;

import io.sightline.models.graph.Parameter;
import io.sightline.models.weights.Pickled.Dict;
import io.sightline.models.weights.Pickled.Items;
import io.sightline.models.weights.Pickled.Scalar;
import io.sightline.models.weights.Pickled.Text;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code torch.save} wrote before 1.6: five pickles (a magic number, the protocol, the machine, the object, the
 * storages' keys), then each storage: how many numbers as int64, then these
 * (https://github.com/pytorch/pytorch/blob/v2.0.1/torch/serialization.py, {@code _legacy_save}).
 */
final class TorchLegacy {
    /** {@code 0x1950a86a20f9469cfc6c}, as the pickle has it, behind protocol 2 and LONG1. */
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

    private static final long PROTOCOL = 1001;
    private static final int LARGEST_PICKLE = 16 << 20;

    private final FileChannel file;
    private final ByteOrder order;
    private final Map<String, Long> positions = new HashMap<>();

    private TorchLegacy(FileChannel file, ByteOrder order) {
        this.file = file;
        this.order = order;
    }

    static Map<String, Parameter> read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            ByteBuffer start = ByteBuffer.allocate((int) Math.min(file.size(), LARGEST_PICKLE));
            fill(file, start, 0);
            PickleBytes in = new PickleBytes(start.array());
            if (!(PickleMachine.read(in) instanceof Scalar magic)
                    || !magic.value().equals(MAGIC)) {
                throw new WrongWeights("is a pickle, but none of torch.save: the magic number is missing");
            }
            if (!(PickleMachine.read(in) instanceof Scalar protocol)
                    || !protocol.value().equals(PROTOCOL)) {
                throw new WrongWeights("is of another protocol of torch.save than " + PROTOCOL);
            }
            TorchLegacy legacy = new TorchLegacy(file, byteOrder(PickleMachine.read(in)));
            Map<String, TensorView> views = StateDict.of(PickleMachine.read(in));
            legacy.locate(PickleMachine.read(in), in.position(), storages(views));
            return new StoredTensors(views, legacy::bytes).read();
        }
    }

    private static ByteOrder byteOrder(Pickled machine) {
        if (machine instanceof Dict dict
                && dict.items.get(new Text("little_endian")) instanceof Scalar little
                && little.value() instanceof Boolean isLittle) {
            return isLittle ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        }
        throw new WrongWeights("does not say whether its bytes are little-endian");
    }

    private static Map<String, Storage> storages(Map<String, TensorView> views) {
        Map<String, Storage> storages = new LinkedHashMap<>();
        for (TensorView view : views.values()) {
            Storage storage = view.storage();
            Storage former = storages.putIfAbsent(storage.key(), storage);
            if (former != null && !former.equals(storage)) {
                throw new WrongWeights("storage " + WrongWeights.quoted(storage.key()) + " is once " + former.length()
                        + " numbers of " + former.type() + ", once " + storage.length() + " of " + storage.type());
            }
        }
        return storages;
    }

    /** Storages lie one behind the other to the end of the file, in the order of the keys. */
    private void locate(Pickled keys, long start, Map<String, Storage> storages) throws IOException {
        if (!(keys instanceof Items list) || list.items.size() != storages.size()) {
            throw new WrongWeights("does not list the keys of its " + storages.size() + " storages");
        }
        long at = start;
        for (Pickled item : list.items) {
            String key = item instanceof Text text ? text.value() : "";
            Storage storage = storages.get(key);
            if (storage == null || positions.containsKey(key)) {
                throw new WrongWeights("lists a storage " + WrongWeights.quoted(key) + " twice, or that no tensor has");
            }
            ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(order);
            fill(file, count, at);
            if (count.getLong(0) != storage.length()) {
                throw new WrongWeights("storage " + WrongWeights.quoted(key) + " has " + count.getLong(0)
                        + " numbers, the pickle says " + storage.length());
            }
            positions.put(key, at + Long.BYTES);
            at += Long.BYTES + (long) storage.byteLength();
            requireRoom(at);
        }
        if (at != file.size()) {
            throw new WrongWeights("has " + (file.size() - at) + " bytes behind its last storage");
        }
    }

    private void requireRoom(long end) throws IOException {
        if (end > file.size()) {
            throw new WrongWeights("breaks off: " + end + " bytes are expected at least, it has " + file.size());
        }
    }

    private ByteBuffer bytes(Storage storage) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(storage.byteLength()).order(order);
        fill(file, bytes, positions.get(storage.key()));
        return bytes;
    }

    private static void fill(FileChannel file, ByteBuffer target, long from) throws IOException {
        while (target.hasRemaining()) {
            if (file.read(target, from + target.position()) < 0) {
                throw new EOFException("breaks off at byte " + (from + target.position()));
            }
        }
    }
}
