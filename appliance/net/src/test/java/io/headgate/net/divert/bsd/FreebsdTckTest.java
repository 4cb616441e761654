package io.headgate.net.divert.bsd;

import io.headgate.net.divert.DivertRig;
import io.headgate.net.divert.DivertSocketTck;

class FreebsdTckTest extends DivertSocketTck {
    @Override
    protected DivertRig open() {
        return new ScriptedRig(Abi.FREEBSD, "10 02 64 00 0a 00 02 0f 76 74 6e 65 74 30 00 00");
    }
}
