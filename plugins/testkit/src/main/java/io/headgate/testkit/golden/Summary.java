package io.headgate.testkit.golden;

/** A packet in a few words. */
final class Summary {
    private static final String[] TRANSPORTS = {"TCP", "UDP"};

    private Summary() {}

    static String of(byte[] packet) {
        Dissection dissection = Dissector.dissect(packet);
        String ip = dissection.find("IPv6 source").isPresent() ? "IPv6" : "IPv4";
        if (dissection.find(ip + " source").isEmpty()) {
            return packet.length + " bytes that are no IP packet";
        }
        String source = dissection.find(ip + " source").orElseThrow();
        String destination = dissection.find(ip + " destination").orElseThrow();
        for (String transport : TRANSPORTS) {
            if (dissection.find(transport + " source port").isPresent()) {
                return transport + " "
                        + end(
                                source,
                                dissection.find(transport + " source port").orElseThrow()) + " > "
                        + end(
                                destination,
                                dissection.find(transport + " destination port").orElseThrow());
            }
        }
        String icmp = dissection.find("ICMP type").isPresent() ? "ICMP " : "ICMPv6 ";
        String what = dissection
                .find(icmp + "type")
                .map(type -> icmp + "type " + type)
                .orElse(ip + " packet");
        return what + " " + source + " > " + destination;
    }

    private static String end(String address, String port) {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
