package io.sightline.trainer.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * {@code tensorflow.Event} as bytes. Numbers of fields: tensorflow/core/util/event.proto, framework/summary.proto and
 * framework/histogram.proto; generated classes would bring all of TensorFlow's graph messages for five fields.
 */
final class EventMessage {
    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int EVENT_SESSION_LOG = 7;
    private static final int SESSION_STATUS = 1;
    private static final int SESSION_START = 1;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;
    private static final int VALUE_IMAGE = 4;
    private static final int VALUE_HISTOGRAM = 5;

    /** Writes one message's fields. */
    @FunctionalInterface
    private interface Fields {
        void to(CodedOutputStream out) throws IOException;
    }

    private EventMessage() {}

    /** The first of a file. Version 2 is what every reader knows. */
    static byte[] version(double seconds) {
        return message(out -> {
            out.writeDouble(EVENT_WALL_TIME, seconds);
            out.writeString(EVENT_FILE_VERSION, "brain.Event:2");
        });
    }

    /** Readers forget what was said of this step and later ones. */
    static byte[] started(double seconds, long step) {
        return message(out -> {
            out.writeDouble(EVENT_WALL_TIME, seconds);
            out.writeInt64(EVENT_STEP, step);
            nested(out, EVENT_SESSION_LOG, log -> log.writeEnum(SESSION_STATUS, SESSION_START));
        });
    }

    static byte[] scalars(double seconds, long step, Map<String, Double> values) {
        return summary(seconds, step, summary -> {
            for (Map.Entry<String, Double> value : values.entrySet()) {
                nested(summary, SUMMARY_VALUE, v -> {
                    v.writeString(VALUE_TAG, value.getKey());
                    v.writeFloat(VALUE_SIMPLE, value.getValue().floatValue());
                });
            }
        });
    }

    static byte[] histogram(double seconds, long step, String tag, ValueDistribution d) {
        return summary(
                seconds,
                step,
                summary -> nested(summary, SUMMARY_VALUE, v -> {
                    v.writeString(VALUE_TAG, tag);
                    nested(v, VALUE_HISTOGRAM, h -> {
                        h.writeDouble(1, d.min());
                        h.writeDouble(2, d.max());
                        h.writeDouble(3, d.count());
                        h.writeDouble(4, d.sum());
                        h.writeDouble(5, d.squares());
                        packed(h, 6, d.limits());
                        packed(h, 7, d.counts());
                    });
                }));
    }

    static byte[] picture(double seconds, long step, String tag, byte[] encoded, int width, int height) {
        return summary(
                seconds,
                step,
                summary -> nested(summary, SUMMARY_VALUE, v -> {
                    v.writeString(VALUE_TAG, tag);
                    nested(v, VALUE_IMAGE, image -> {
                        image.writeInt32(1, height);
                        image.writeInt32(2, width);
                        image.writeInt32(3, 3); // colours: RGB
                        image.writeBytes(4, ByteString.copyFrom(encoded));
                    });
                }));
    }

    private static byte[] summary(double seconds, long step, Fields values) {
        return message(out -> {
            out.writeDouble(EVENT_WALL_TIME, seconds);
            out.writeInt64(EVENT_STEP, step);
            nested(out, EVENT_SUMMARY, values);
        });
    }

    private static void packed(CodedOutputStream out, int field, List<Double> values) throws IOException {
        nested(out, field, to -> {
            for (double value : values) {
                to.writeDoubleNoTag(value);
            }
        });
    }

    private static void nested(CodedOutputStream out, int field, Fields fields) throws IOException {
        out.writeByteArray(field, message(fields));
    }

    private static byte[] message(Fields fields) {
        var bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
