package io.sightline.trainer.evaluation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a Python pickle of bytes, truth values, lists and tuples, protocols 2 to 5, and refuses all else by name and
 * place: a pickle is a program, and this one may do nothing but hold data. Python 2's strings are bytes here; Python 3
 * writes bytes in protocol 2 as a call of {@code _codecs.encode}, which is understood for {@code latin1} alone.
 *
 * <p>Opcodes: CPython, Lib/pickletools.py.
 */
final class PairsPickle {
    /** Beyond bytes, truth values, numbers and lists of these, what can lie on the stack. */
    private sealed interface Special {}

    private record Text(ByteBuffer utf8) implements Special {
        String value() {
            return StandardCharsets.UTF_8.decode(utf8.duplicate()).toString();
        }
    }

    private enum Call implements Special {
        ENCODE,
        BYTEARRAY
    }

    private enum Mark implements Special {
        MARK
    }

    /** What is wrong, with the place in the file. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    private static final int LONGEST_NAME = 256;

    private final ByteBuffer in;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int at;

    private PairsPickle(byte[] pickle) {
        this.in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * @return lists and tuples as lists; bytes as buffers upon the pickle itself, at position 0; truth values; integers
     * @throws Refused if it is cut off, or holds anything else
     */
    static Object read(byte[] pickle) {
        return new PairsPickle(pickle).run();
    }

    private Object run() {
        if (in.remaining() < 2 || in.get() != (byte) 0x80) {
            throw new Refused("it is no pickle of protocol 2 or later");
        }
        int protocol = in.get();
        if (protocol < 2 || protocol > 5) {
            throw new Refused("its protocol is " + protocol + ", expected 2 to 5");
        }
        while (true) {
            at = in.position();
            int opcode = need(1).get() & 0xff;
            if (opcode == '.') {
                if (stack.size() != 1) {
                    throw refused("ends with " + stack.size() + " values instead of one");
                }
                return pop();
            }
            step(opcode);
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x95 -> need(Long.BYTES).getLong(); // FRAME: what follows in one piece; read as it comes
            case 'C', 'U' -> push(bytes(need(1).get() & 0xff));
            case 'B', 'T' -> push(bytes(Integer.toUnsignedLong(need(4).getInt())));
            case 0x8e, 0x96 -> push(bytes(need(8).getLong()));
            case 0x8c -> push(new Text(bytes(need(1).get() & 0xff)));
            case 'X' -> push(new Text(bytes(Integer.toUnsignedLong(need(4).getInt()))));
            case 0x8d -> push(new Text(bytes(need(8).getLong())));
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'K' -> push(need(1).get() & 0xff);
            case 'M' -> push(need(2).getShort() & 0xffff);
            case 'J' -> push(need(4).getInt());
            case ']', ')' -> push(new ArrayList<>());
            case '(' -> push(Mark.MARK);
            case 'a' -> {
                Object item = pop();
                list(top()).add(item);
            }
            case 'e' -> {
                List<Object> items = sinceMark();
                list(top()).addAll(items);
            }
            case 't' -> push(sinceMark());
            case 0x85 -> tuple(1);
            case 0x86 -> tuple(2);
            case 0x87 -> tuple(3);
            case 'q' -> memo.put(need(1).get() & 0xff, top());
            case 'r' -> memo.put(need(4).getInt(), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'h' -> push(remembered(need(1).get() & 0xff));
            case 'j' -> push(remembered(need(4).getInt()));
            case 'c' -> push(call(line(), line()));
            case 0x93 -> {
                Object name = pop();
                push(call(text(pop()), text(name)));
            }
            case 'R' -> {
                Object arguments = pop();
                push(called(pop(), arguments));
            }
            default ->
                throw refused(String.format(
                        Locale.ROOT,
                        "has the opcode 0x%02x; expected bytes, truth values, lists and tuples alone",
                        opcode));
        }
    }

    private void tuple(int size) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.add(0, pop());
        }
        push(items);
    }

    private List<Object> sinceMark() {
        int mark = stack.lastIndexOf(Mark.MARK);
        if (mark < 0) {
            throw refused("ends a list that did not begin");
        }
        List<Object> items = stack.subList(mark + 1, stack.size());
        List<Object> copy = new ArrayList<>(items);
        stack.subList(mark, stack.size()).clear();
        return copy;
    }

    private Call call(String module, String name) {
        return switch (module + "." + name) {
            case "_codecs.encode" -> Call.ENCODE;
            case "builtins.bytearray", "__builtin__.bytearray" -> Call.BYTEARRAY;
            default ->
                throw refused("calls " + module + "." + name
                        + ", which is not done; expected bytes, truth values, lists and tuples alone");
        };
    }

    private ByteBuffer called(Object callee, Object arguments) {
        if (callee instanceof Call && arguments instanceof List<?> list) {
            if (list.size() == 2 && list.get(0) instanceof Text text && isLatin1(list.get(1))) {
                return ByteBuffer.wrap(latin1(text.value()));
            }
            if (callee == Call.BYTEARRAY && list.size() == 1 && list.get(0) instanceof ByteBuffer bytes) {
                return bytes;
            }
        }
        throw refused("calls something in a way that makes no bytes");
    }

    private static boolean isLatin1(Object encoding) {
        return encoding instanceof Text text && text.value().replace("-", "").equals("latin1");
    }

    private byte[] latin1(String text) {
        if (text.chars().anyMatch(c -> c > 0xff)) {
            throw refused("has a text that stands for bytes, but no bytes are like it");
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private ByteBuffer bytes(long length) {
        if (length < 0 || length > in.remaining()) {
            throw refused(String.format(
                    Locale.ROOT, "announces %d bytes, but %d follow: it is cut off", length, in.remaining()));
        }
        ByteBuffer bytes = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return bytes;
    }

    private ByteBuffer need(int bytes) {
        if (in.remaining() < bytes) {
            throw refused("is cut off");
        }
        return in;
    }

    private String line() {
        var line = new StringBuilder();
        for (int c = need(1).get(); c != '\n'; c = need(1).get()) {
            if (line.length() == LONGEST_NAME) {
                throw refused("has a name of more than " + LONGEST_NAME + " bytes");
            }
            line.append((char) (c & 0xff));
        }
        return line.toString();
    }

    private String text(Object value) {
        if (value instanceof Text text && text.utf8().remaining() <= LONGEST_NAME) {
            return text.value();
        }
        throw refused("names something by what is no name");
    }

    private Object remembered(int slot) {
        Object value = memo.get(slot);
        if (value == null) {
            throw refused("takes a value that it did not keep");
        }
        return value;
    }

    @SuppressWarnings("unchecked") // Lists are made here alone, all of objects.
    private List<Object> list(Object value) {
        if (value instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw refused("adds to what is no list");
    }

    private Object top() {
        if (stack.isEmpty() || stack.get(stack.size() - 1) == Mark.MARK) {
            throw refused("takes a value where none is");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object value = top();
        stack.remove(stack.size() - 1);
        return value;
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Refused refused(String what) {
        return new Refused("at byte " + at + " it " + what);
    }
}
