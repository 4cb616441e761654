package io.headgate.net.divert.bsd;

import io.headgate.net.divert.DivertRig;
import io.headgate.net.divert.DivertSocketTck;

/** IPv6 has a socket of its own on OpenBSD, with addresses of 28 bytes. */
class OpenbsdIpv6TckTest extends DivertSocketTck {
    @Override
    protected DivertRig open() {
        return new ScriptedRig(
                Abi.OPENBSD, "1c 18 00 00 00 00 00 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 0f 00 00 00 00");
    }
}
