package io.headgate.net.relay;

/** Sends a batch to one receiver. Thread: the lane's. */
interface DatagramSender extends AutoCloseable {
    /** Sends what of the batch is for this receiver, in order, and tells the batch what became of each. Does not throw. */
    void send(DatagramBatch batch);

    @Override
    void close();
}
