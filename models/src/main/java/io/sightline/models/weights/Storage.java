package io.sightline.models.weights;

/**
 * A row of numbers that one or more tensors look at.
 *
 * @param key its name within the file
 * @param length how many numbers
 */
record Storage(String key, ElementType type, long length) {

    /** @throws WrongWeights if an array could not hold it */
    Storage {
        if (length < 0 || length > (Integer.MAX_VALUE - Long.BYTES) / type.bytes()) {
            throw new WrongWeights("storage " + WrongWeights.quoted(key) + " claims " + length
                    + " numbers; at most 2 GiB in one are read");
        }
    }

    int byteLength() {
        return (int) length * type.bytes();
    }
}
