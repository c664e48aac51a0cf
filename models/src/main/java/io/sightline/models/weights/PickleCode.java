package io.sightline.models.weights;

import java.util.Arrays;
import java.util.Optional;

/**
 * The pickle opcodes that a state dict is made of, and, so that a refusal can name them, the others
 * (https://github.com/python/cpython/blob/3.11/Lib/pickletools.py).
 */
enum PickleCode {
    PROTO(0x80, true),
    STOP('.', true),
    MARK('(', true),
    GLOBAL('c', true),
    REDUCE('R', true),
    BUILD('b', true),
    BINPERSID('Q', true),
    NONE('N', true),
    NEWTRUE(0x88, true),
    NEWFALSE(0x89, true),
    BININT('J', true),
    BININT1('K', true),
    BININT2('M', true),
    LONG1(0x8a, true),
    BINFLOAT('G', true),
    BINUNICODE('X', true),
    EMPTY_TUPLE(')', true),
    TUPLE('t', true),
    TUPLE1(0x85, true),
    TUPLE2(0x86, true),
    TUPLE3(0x87, true),
    EMPTY_LIST(']', true),
    APPEND('a', true),
    APPENDS('e', true),
    EMPTY_DICT('}', true),
    SETITEM('s', true),
    SETITEMS('u', true),
    BINPUT('q', true),
    LONG_BINPUT('r', true),
    BINGET('h', true),
    LONG_BINGET('j', true),

    POP('0', false),
    POP_MARK('1', false),
    DUP('2', false),
    FLOAT('F', false),
    INT('I', false),
    LONG('L', false),
    LONG4(0x8b, false),
    PERSID('P', false),
    STRING('S', false),
    BINSTRING('T', false),
    SHORT_BINSTRING('U', false),
    UNICODE('V', false),
    DICT('d', false),
    LIST('l', false),
    GET('g', false),
    PUT('p', false),
    INST('i', false),
    OBJ('o', false),
    NEWOBJ(0x81, false),
    EXT1(0x82, false),
    EXT2(0x83, false),
    EXT4(0x84, false),
    BINBYTES('B', false),
    SHORT_BINBYTES('C', false),
    SHORT_BINUNICODE(0x8c, false),
    BINUNICODE8(0x8d, false),
    BINBYTES8(0x8e, false),
    EMPTY_SET(0x8f, false),
    ADDITEMS(0x90, false),
    FROZENSET(0x91, false),
    NEWOBJ_EX(0x92, false),
    STACK_GLOBAL(0x93, false),
    MEMOIZE(0x94, false),
    FRAME(0x95, false),
    BYTEARRAY8(0x96, false),
    NEXT_BUFFER(0x97, false),
    READONLY_BUFFER(0x98, false);

    private static final PickleCode[] BY_VALUE = new PickleCode[256];

    static {
        Arrays.stream(values()).forEach(code -> BY_VALUE[code.value] = code);
    }

    private final int value;
    private final boolean allowed;

    PickleCode(int value, boolean allowed) {
        this.value = value;
        this.allowed = allowed;
    }

    boolean isAllowed() {
        return allowed;
    }

    /** @param value 0 to 255 */
    static Optional<PickleCode> of(int value) {
        return Optional.ofNullable(BY_VALUE[value]);
    }
}
