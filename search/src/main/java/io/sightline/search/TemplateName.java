package io.sightline.search;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A template's key and person in few bytes. Keys are mostly personId/templateId/modelId: the person is not written
 * twice, nor the model for every template. Any other key is written out.
 *
 * <p>Layout: length of the person shifted by two, with the flags, as a varint; the person; what is left of the key.
 */
final class TemplateName {
    private static final int BEGINS_WITH_PERSON = 1;
    private static final int ENDS_AS_COMMON = 2;

    private TemplateName() {}

    /** What the keys of one model's templates probably have in common: from the last slash on, else nothing. */
    static String endOf(String key) {
        int slash = key.lastIndexOf('/');
        return slash < 0 ? "" : key.substring(slash);
    }

    /** @throws IllegalArgumentException if a string holds half a surrogate pair, which UTF-8 cannot bring back */
    static byte[] encode(String key, String person, String commonEnd) {
        int flags = 0;
        int from = 0;
        int to = key.length();
        if (key.startsWith(person) && key.startsWith("/", person.length())) {
            flags |= BEGINS_WITH_PERSON;
            from = person.length() + 1;
        }
        if (to - from >= commonEnd.length() && key.endsWith(commonEnd)) {
            flags |= ENDS_AS_COMMON;
            to -= commonEnd.length();
        }
        byte[] personBytes = utf8(person);
        byte[] rest = utf8(key.substring(from, to));
        var name = new ByteArrayOutputStream(5 + personBytes.length + rest.length);
        int head = (personBytes.length << 2) | flags;
        while (head > 0x7f) {
            name.write((head & 0x7f) | 0x80);
            head >>>= 7;
        }
        name.write(head);
        name.writeBytes(personBytes);
        name.writeBytes(rest);
        return name.toByteArray();
    }

    static String person(byte[] names, int from) {
        long head = head(names, from);
        return new String(names, start(head), length(head), StandardCharsets.UTF_8);
    }

    /** Without making strings of them. */
    static boolean isSamePerson(byte[] names, int from, byte[] otherNames, int otherFrom) {
        long head = head(names, from);
        long other = head(otherNames, otherFrom);
        return Arrays.equals(
                names, start(head), start(head) + length(head), otherNames, start(other), start(other) + length(other));
    }

    static String key(byte[] names, int from, int to, String commonEnd) {
        long head = head(names, from);
        int restAt = start(head) + length(head);
        String rest = new String(names, restAt, to - restAt, StandardCharsets.UTF_8);
        int flags = (int) head & 3;
        return ((flags & BEGINS_WITH_PERSON) != 0 ? person(names, from) + "/" : "")
                + rest
                + ((flags & ENDS_AS_COMMON) != 0 ? commonEnd : "");
    }

    /** Where the person begins in the upper half, the varint in the lower. */
    private static long head(byte[] names, int from) {
        int value = 0;
        int at = from;
        for (int shift = 0; ; shift += 7) {
            byte b = names[at++];
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return ((long) at << 32) | value;
            }
        }
    }

    private static int start(long head) {
        return (int) (head >>> 32);
    }

    private static int length(long head) {
        return (int) head >>> 2;
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "A key and a person's id are well-formed Unicode, got '" + text + "'", e);
        }
    }
}
