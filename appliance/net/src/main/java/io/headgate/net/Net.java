package io.headgate.net;

import java.util.List;

/**
 * The net-* family: sockets of five kinds behind small integers, as newLISP has them. Each method is the function of
 * the same name; a failure is a return value ({@code 0}, {@code -1}, {@code null} or {@code false}), never an
 * exception, and {@link #error()} says which. Where the original has a plain bug, {@code docs/deviations.md} says what
 * is done instead.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Net implements AutoCloseable {
    public int listen(int port) {
        throw new UnsupportedOperationException();
    }

    public int listen(int port, String address) {
        throw new UnsupportedOperationException();
    }

    public int listen(int port, String address, String mode) {
        throw new UnsupportedOperationException();
    }

    public int listen(String path) {
        throw new UnsupportedOperationException();
    }

    public int accept(int handle) {
        throw new UnsupportedOperationException();
    }

    public int connect(String host, int port) {
        throw new UnsupportedOperationException();
    }

    public int connect(String host, int port, int timeoutMs) {
        throw new UnsupportedOperationException();
    }

    public int connect(String host, int port, String mode) {
        throw new UnsupportedOperationException();
    }

    public int connect(String host, int port, String mode, int ttl) {
        throw new UnsupportedOperationException();
    }

    public int connect(String path) {
        throw new UnsupportedOperationException();
    }

    public byte[] receive(int handle, int max) {
        throw new UnsupportedOperationException();
    }

    public byte[] receive(int handle, int max, byte[] waitString) {
        throw new UnsupportedOperationException();
    }

    public Datagram receiveFrom(int handle, int max) {
        throw new UnsupportedOperationException();
    }

    public Datagram receiveUdp(int port, int max, long timeoutUs, String address) {
        throw new UnsupportedOperationException();
    }

    public int send(int handle, byte[] data) {
        throw new UnsupportedOperationException();
    }

    public int send(int handle, byte[] data, int count) {
        throw new UnsupportedOperationException();
    }

    public int sendTo(String host, int port, byte[] data, int handle) {
        throw new UnsupportedOperationException();
    }

    public int sendUdp(String host, int port, byte[] data, boolean isBroadcast) {
        throw new UnsupportedOperationException();
    }

    public boolean select(int handle, char mode, long timeoutUs) {
        throw new UnsupportedOperationException();
    }

    public List<Integer> select(List<Integer> handles, char mode, long timeoutUs) {
        throw new UnsupportedOperationException();
    }

    public int peek(int handle) {
        throw new UnsupportedOperationException();
    }

    public Endpoint peer(int handle) {
        throw new UnsupportedOperationException();
    }

    public Endpoint local(int handle) {
        throw new UnsupportedOperationException();
    }

    public boolean close(int handle) {
        throw new UnsupportedOperationException();
    }

    public NetError error() {
        throw new UnsupportedOperationException();
    }

    public static NetError error(int number) {
        throw new UnsupportedOperationException();
    }

    public List<Integer> sessions() {
        throw new UnsupportedOperationException();
    }

    public String interfaceAddress() {
        throw new UnsupportedOperationException();
    }

    public String interfaceAddress(String address) {
        throw new UnsupportedOperationException();
    }

    public int ipv() {
        throw new UnsupportedOperationException();
    }

    public int ipv(int family) {
        throw new UnsupportedOperationException();
    }

    public String lookup(String name, boolean isForward) {
        throw new UnsupportedOperationException();
    }

    public int service(String name, String protocol) {
        throw new UnsupportedOperationException();
    }

    public String service(int port, String protocol) {
        throw new UnsupportedOperationException();
    }

    public boolean isDivert(int handle) {
        throw new UnsupportedOperationException();
    }
    /** Ends the call that blocks, or the next one, as a failure. Any thread. */
    public void interrupt() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
