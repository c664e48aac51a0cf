package io.sightline.models.weights;

import io.sightline.models.weights.Pickled.ClassRef;
import io.sightline.models.weights.Pickled.Dict;
import io.sightline.models.weights.Pickled.Items;
import io.sightline.models.weights.Pickled.None;
import io.sightline.models.weights.Pickled.Scalar;
import io.sightline.models.weights.Pickled.StorageRef;
import io.sightline.models.weights.Pickled.Tensor;
import io.sightline.models.weights.Pickled.Text;
import io.sightline.models.weights.Pickled.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what a pickled state dict says, and can do nothing else: a pickle is a program, so only the opcodes and names
 * that tensors need are known here ({@link PickleCode}, {@link PickledClass}), any other is refused by its name and
 * position. Values are descriptions; no tensor is made before the whole pickle is read.
 */
final class PickleMachine {
    private static final int NEWEST_PROTOCOL = 5;
    /** A tensor takes about 30; bounds the memory that a few megabytes can ask for. */
    private static final int MOST_OPERATIONS = 500_000;

    private final PickleBytes in;
    private final Map<Long, Pickled> memo = new HashMap<>();
    private final List<List<Pickled>> below = new ArrayList<>();
    private List<Pickled> stack = new ArrayList<>();
    private int at;

    private PickleMachine(PickleBytes in) {
        this.in = in;
    }

    /**
     * Reads one pickle, and leaves the position behind it.
     *
     * @throws WrongWeights naming what is refused, and the byte where it stands
     */
    static Pickled read(PickleBytes in) {
        return new PickleMachine(in).run();
    }

    private Pickled run() {
        for (int operations = 0; operations < MOST_OPERATIONS; operations++) {
            at = in.position();
            PickleCode code = next();
            if (code == PickleCode.STOP) {
                Pickled result = pop();
                if (!stack.isEmpty() || !below.isEmpty()) {
                    throw wrong("the pickle ends with values left over");
                }
                return result;
            }
            step(code);
        }
        throw wrong("the pickle has more than " + MOST_OPERATIONS + " operations");
    }

    private PickleCode next() {
        int value = in.unsignedByte();
        PickleCode code =
                PickleCode.of(value).orElseThrow(() -> wrong("0x%02x is no pickle operation".formatted(value)));
        if (!code.isAllowed()) {
            throw wrong("the pickle operation " + code + " is refused: a state dict of tensors does not need it."
                    + " Save with torch.save(model.state_dict(), file)");
        }
        return code;
    }

    // Opcodes that are not allowed never come here.
    private void step(PickleCode code) {
        switch (code) {
            case PROTO -> protocol(in.unsignedByte());
            case MARK -> {
                below.add(stack);
                stack = new ArrayList<>();
            }
            case GLOBAL -> push(new ClassRef(named(in.line(), in.line())));
            case REDUCE -> reduce();
            case BUILD -> build();
            case BINPERSID -> push(new StorageRef(storage(pop())));
            case NONE -> push(new None());
            case NEWTRUE -> push(new Scalar(true));
            case NEWFALSE -> push(new Scalar(false));
            case BININT -> push(new Scalar((long) in.signedInt()));
            case BININT1 -> push(new Scalar((long) in.unsignedByte()));
            case BININT2 -> push(new Scalar((long) in.unsignedShort()));
            case LONG1 -> push(new Scalar(in.integer()));
            case BINFLOAT -> push(new Scalar(in.bigEndianDouble()));
            case BINUNICODE -> push(new Text(in.text()));
            case EMPTY_TUPLE -> push(new Tuple(List.of()));
            case TUPLE -> {
                List<Pickled> items = toMark();
                push(new Tuple(items));
            }
            case TUPLE1 -> tuple(1);
            case TUPLE2 -> tuple(2);
            case TUPLE3 -> tuple(3);
            case EMPTY_LIST -> push(new Items());
            case APPEND -> append(List.of(pop()));
            case APPENDS -> append(toMark());
            case EMPTY_DICT -> push(new Dict(false));
            case SETITEM -> {
                Pickled value = pop();
                setItems(List.of(pop(), value));
            }
            case SETITEMS -> setItems(toMark());
            case BINPUT -> memo.put((long) in.unsignedByte(), peek());
            case LONG_BINPUT -> memo.put(in.unsignedInt(), peek());
            case BINGET -> recall(in.unsignedByte());
            case LONG_BINGET -> recall(in.unsignedInt());
            default -> throw new IllegalStateException(code + " is allowed, but not known here");
        }
    }

    private void protocol(int version) {
        if (version > NEWEST_PROTOCOL) {
            throw wrong("pickle protocol " + version + " is not known");
        }
    }

    private PickledClass named(String module, String name) {
        return PickledClass.of(module, name)
                .orElseThrow(() -> wrong("the pickle names " + WrongWeights.quoted(module + "." + name)
                        + ", which is refused: loading it could run code. Only tensors are read; save with"
                        + " torch.save(model.state_dict(), file)"));
    }

    private void reduce() {
        Pickled arguments = pop();
        Pickled callee = pop();
        if (!(callee instanceof ClassRef reference) || !(arguments instanceof Tuple given)) {
            throw wrong("REDUCE calls a " + callee.kind() + ", which is refused");
        }
        List<Pickled> items = given.items();
        PickledClass function = reference.named();
        if (function instanceof PickledClass.OrderedDict && items.isEmpty()) {
            push(new Dict(true));
        } else if (function instanceof PickledClass.RebuildTensor && items.size() == 6) {
            push(new Tensor(tensor(items)));
        } else if (function instanceof PickledClass.RebuildParameter
                && items.size() == 3
                && items.get(0) instanceof Tensor tensor) {
            push(tensor);
        } else {
            throw wrong("REDUCE calls " + function + " with " + items.size() + " arguments, which is refused");
        }
    }

    /** {@code storage, offset, size, stride, requires_grad, backward_hooks}; hooks would be code. */
    private TensorView tensor(List<Pickled> arguments) {
        if (!(arguments.get(0) instanceof StorageRef storage)) {
            throw wrong("a tensor is made of a " + arguments.get(0).kind() + "; expected a storage");
        }
        if (!(arguments.get(5) instanceof Dict hooks) || !hooks.items.isEmpty()) {
            throw wrong("a tensor has backward hooks, which are refused");
        }
        List<Integer> shape = new ArrayList<>();
        for (long size : wholes(arguments.get(2))) {
            if (size > Integer.MAX_VALUE) {
                throw wrong("a tensor has an axis of " + size);
            }
            shape.add((int) size);
        }
        try {
            return new TensorView(storage.storage(), whole(arguments.get(1)), shape, wholes(arguments.get(3)));
        } catch (WrongWeights e) {
            throw wrong(e.getMessage());
        }
    }

    /** An ordered dictionary's attributes, such as {@code _metadata} with the versions of layers: of no use here. */
    private void build() {
        Pickled state = pop();
        if (!(state instanceof Dict) || !(peek() instanceof Dict dict) || !dict.ordered) {
            throw wrong("BUILD on a " + peek().kind() + " is refused");
        }
    }

    /** {@code 'storage', class, key, location, count}, and in older files a view, which is None. */
    private Storage storage(Pickled id) {
        if (!(id instanceof Tuple tuple)
                || tuple.items().size() < 5
                || tuple.items().size() > 6
                || !(tuple.items().get(0) instanceof Text kind)
                || !kind.value().equals("storage")
                || !(tuple.items().get(1) instanceof ClassRef type)
                || !(type.named() instanceof PickledClass.StorageClass elements)
                || !(tuple.items().get(2) instanceof Text key)) {
            throw wrong("BINPERSID takes a storage: ('storage', class, key, location, count)");
        }
        if (tuple.items().size() == 6 && !(tuple.items().get(5) instanceof None)) {
            throw wrong("storage " + WrongWeights.quoted(key.value())
                    + " is a view on another one, which is refused; save with a newer PyTorch");
        }
        try {
            return new Storage(key.value(), elements.type(), whole(tuple.items().get(4)));
        } catch (WrongWeights e) {
            throw wrong(e.getMessage());
        }
    }

    private void tuple(int size) {
        Pickled[] items = new Pickled[size];
        for (int i = size - 1; i >= 0; i--) {
            items[i] = pop();
        }
        push(new Tuple(List.of(items)));
    }

    private void append(List<Pickled> items) {
        if (!(peek() instanceof Items list)) {
            throw wrong("a value is appended to a " + peek().kind());
        }
        list.items.addAll(items);
    }

    private void setItems(List<Pickled> keysAndValues) {
        if (!(peek() instanceof Dict dict) || keysAndValues.size() % 2 != 0) {
            throw wrong("entries are put into a " + peek().kind());
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            Pickled key = keysAndValues.get(i);
            if (!(key instanceof Text) && !(key instanceof Scalar)) {
                throw wrong("a dictionary's key is a " + key.kind() + "; expected a text or a number");
            }
            if (dict.items.put(key, keysAndValues.get(i + 1)) != null) {
                throw wrong("a dictionary has the key " + WrongWeights.quoted(key.toString()) + " twice");
            }
        }
    }

    private List<Long> wholes(Pickled value) {
        if (!(value instanceof Tuple tuple)) {
            throw wrong("a " + value.kind() + " stands where a tensor's sizes are expected");
        }
        return tuple.items().stream().map(this::whole).toList();
    }

    private long whole(Pickled value) {
        if (value instanceof Scalar scalar && scalar.value() instanceof Long number) {
            return number;
        }
        throw wrong("a " + value.kind() + " stands where a whole number is expected");
    }

    private void recall(long index) {
        Pickled value = memo.get(index);
        if (value == null) {
            throw wrong("the pickle recalls value " + index + ", which it never kept");
        }
        push(value);
    }

    private List<Pickled> toMark() {
        if (below.isEmpty()) {
            throw wrong("the pickle has a mark too few");
        }
        List<Pickled> items = stack;
        stack = below.remove(below.size() - 1);
        return items;
    }

    private void push(Pickled value) {
        stack.add(value);
    }

    private Pickled pop() {
        requireValue();
        return stack.remove(stack.size() - 1);
    }

    private Pickled peek() {
        requireValue();
        return stack.get(stack.size() - 1);
    }

    private void requireValue() {
        if (stack.isEmpty()) {
            throw wrong("the pickle takes a value where there is none");
        }
    }

    private WrongWeights wrong(String what) {
        return new WrongWeights(what + " (at byte " + at + " of the pickle)");
    }
}
