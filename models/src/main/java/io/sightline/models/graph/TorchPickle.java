package io.sightline.models.graph;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The few pickle opcodes (protocol 2, https://github.com/python/cpython/blob/3.11/Lib/pickletools.py) that a TorchScript
 * module needs: an object with its tensors as attributes, each a view on a storage that lies in a file of its own.
 */
final class TorchPickle {
    private static final int PROTO = 0x80;
    private static final int GLOBAL = 'c';
    private static final int EMPTY_TUPLE = ')';
    private static final int EMPTY_DICT = '}';
    private static final int MARK = '(';
    private static final int TUPLE = 't';
    private static final int REDUCE = 'R';
    private static final int NEW_OBJECT = 0x81;
    private static final int SET_ITEMS = 'u';
    private static final int BUILD = 'b';
    private static final int PERSISTENT_ID = 'Q';
    private static final int UNICODE = 'X';
    private static final int INT = 'J';
    private static final int FALSE = 0x89;
    private static final int STOP = '.';

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private TorchPickle() {
        op(PROTO).op(2);
    }

    static byte[] emptyTuple() {
        return new TorchPickle().op(EMPTY_TUPLE).op(STOP).out.toByteArray();
    }

    /** An instance of {@code __torch__.type}; the storage of the n-th weight is the file {@code data/n}. */
    static byte[] module(String type, List<Parameter> parameters) {
        TorchPickle pickle = new TorchPickle()
                .global("__torch__", type)
                .op(EMPTY_TUPLE)
                .op(NEW_OBJECT)
                .op(EMPTY_DICT)
                .op(MARK);
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            pickle.text(TorchScriptExport.attribute(parameter)).tensor(parameter, Integer.toString(i));
        }
        return pickle.text("training")
                .op(FALSE)
                .op(SET_ITEMS)
                .op(BUILD)
                .op(STOP)
                .out
                .toByteArray();
    }

    /** {@code _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)}. */
    private TorchPickle tensor(Parameter parameter, String storage) {
        int[] strides = new int[parameter.shape().size()];
        int step = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = step;
            step *= parameter.size(axis);
        }
        global("torch._utils", "_rebuild_tensor_v2").op(MARK);
        op(MARK).text("storage").global("torch", "FloatStorage").text(storage).text("cpu");
        integer(parameter.values().length).op(TUPLE).op(PERSISTENT_ID);
        integer(0).op(MARK);
        parameter.shape().forEach(this::integer);
        op(TUPLE).op(MARK);
        for (int stride : strides) {
            integer(stride);
        }
        op(TUPLE).op(FALSE).global("collections", "OrderedDict").op(EMPTY_TUPLE).op(REDUCE);
        return op(TUPLE).op(REDUCE);
    }

    private TorchPickle op(int code) {
        out.write(code);
        return this;
    }

    private TorchPickle global(String module, String name) {
        op(GLOBAL);
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private TorchPickle text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op(UNICODE).littleEndian(utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    private TorchPickle integer(int value) {
        return op(INT).littleEndian(value);
    }

    private TorchPickle littleEndian(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }
}
