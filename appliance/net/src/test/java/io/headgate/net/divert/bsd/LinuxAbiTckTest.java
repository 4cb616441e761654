package io.headgate.net.divert.bsd;

import io.headgate.net.divert.DivertRig;
import io.headgate.net.divert.DivertSocketTck;

class LinuxAbiTckTest extends DivertSocketTck {
    @Override
    protected DivertRig open() {
        return new ScriptedRig(Abi.FREEBSD_LINUX_ABI, "02 00 64 00 00 00 00 00 00 00 00 00 00 00 00 00");
    }
}
