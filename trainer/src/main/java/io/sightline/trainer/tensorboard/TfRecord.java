package io.sightline.trainer.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A record of TensorFlow's TFRecord format: length (uint64), its masked CRC, the bytes, their masked CRC; little-endian
 * (tensorflow/core/lib/io/record_writer.h; masking: tensorflow/core/lib/hash/crc32c.h).
 */
final class TfRecord {
    private static final int MASK_DELTA = 0xa282ead8;

    private TfRecord() {}

    static byte[] framed(byte[] record) {
        ByteBuffer framed = ByteBuffer.allocate(8 + 4 + record.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        framed.putLong(record.length);
        framed.putInt(masked(framed.array(), 8));
        framed.put(record);
        framed.putInt(masked(record, record.length));
        return framed.array();
    }

    /** A CRC over bytes that hold CRCs themselves would be weak; so it is rotated and moved. */
    static int masked(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }
}
