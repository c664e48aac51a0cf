package io.sightline.bench;

/** Who trains: the same network from the same weights, on the same faces in the same order. */
interface TrainingSide extends AutoCloseable {
    /** With versions. */
    String name();

    /** Takes further steps. */
    Steps take(int count);

    @Override
    void close();

    /**
     * @param ms of each step
     * @param losses before each step
     * @param cpuMs processor time of all of them, all threads
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    record Steps(double[] ms, double[] losses, double cpuMs) {}
}
