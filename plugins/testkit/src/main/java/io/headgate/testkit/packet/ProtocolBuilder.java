package io.headgate.testkit.packet;

/** An IP packet of any protocol in the making: its payload is all that comes behind the IP header. */
public final class ProtocolBuilder extends PacketBuilder<ProtocolBuilder> {
    ProtocolBuilder(Ends ends, int protocol) {
        super(ends, protocol);
    }

    @Override
    ProtocolBuilder self() {
        return this;
    }

    @Override
    byte[] transport(byte[] data) {
        return data.clone();
    }

    @Override
    int checksumAt() {
        return -1;
    }
}
