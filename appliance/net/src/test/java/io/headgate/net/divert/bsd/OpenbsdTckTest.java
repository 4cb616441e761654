package io.headgate.net.divert.bsd;

import io.headgate.net.divert.DivertRig;
import io.headgate.net.divert.DivertSocketTck;

class OpenbsdTckTest extends DivertSocketTck {
    @Override
    protected DivertRig open() {
        return new ScriptedRig(Abi.OPENBSD, "10 02 00 00 0a 00 02 0f 00 00 00 00 00 00 00 00");
    }
}
