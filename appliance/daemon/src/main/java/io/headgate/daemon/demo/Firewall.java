package io.headgate.daemon.demo;

import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RouterLab;
import io.headgate.rules.kernel.IptablesRules;
import java.util.List;

/**
 * The rules of the demo's router: what an operator's router usually has, a stateful firewall and address translation,
 * and beside them the rules that divert.
 */
final class Firewall {
    /** A port of the client that may be reached from outside. */
    static final int FORWARDED_PORT = 7002;

    /** An address behind the server that only the appliance knows. */
    static final String ALIAS_ADDRESS = "10.91.3.9";

    private static final List<String> OPERATOR = List.of(
            "iptables -w -P FORWARD DROP",
            "iptables -w -A FORWARD -m conntrack --ctstate INVALID -j DROP",
            "iptables -w -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
            "iptables -w -A FORWARD -i " + RouterLab.LAN + " -o " + RouterLab.WAN + " -j ACCEPT",
            "iptables -w -A FORWARD -i " + RouterLab.WAN + " -o " + RouterLab.LAN + " -p udp -d "
                    + RouterLab.CLIENT_ADDRESS + " --dport " + FORWARDED_PORT + " -j ACCEPT",
            "iptables -w -t nat -A POSTROUTING -o " + RouterLab.WAN + " -j MASQUERADE",
            "ip6tables -w -P FORWARD DROP",
            "ip6tables -w -A FORWARD -m conntrack --ctstate INVALID -j DROP",
            "ip6tables -w -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
            "ip6tables -w -A FORWARD -i " + RouterLab.LAN + " -o " + RouterLab.WAN + " -j ACCEPT",
            "ip6tables -w -t nat -A POSTROUTING -o " + RouterLab.WAN + " -j MASQUERADE",
            "ip route add " + ALIAS_ADDRESS + "/32 via " + RouterLab.SERVER_ADDRESS);

    private final Host router;

    Firewall(Host router) {
        this.router = router;
    }

    void addOperatorRules() {
        OPERATOR.forEach(router::run);
    }

    /** Diverts what crosses the outer interface, both ways. */
    List<String> addDivertRules(int queue) {
        List<String> rules = new IptablesRules(RouterLab.WAN, queue, 1, true, DivertOptions.INJECT_MARK).add();
        rules.forEach(router::run);
        return rules;
    }
}
