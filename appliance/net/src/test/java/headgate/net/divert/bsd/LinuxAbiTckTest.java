package headgate.net.divert.bsd;

import headgate.net.divert.DivertRig;
import headgate.net.divert.DivertSocketTck;

class LinuxAbiTckTest extends DivertSocketTck {
    @Override
    protected DivertRig open() {
        return new ScriptedRig(Abi.FREEBSD_LINUX_ABI, "02 00 64 00 00 00 00 00 00 00 00 00 00 00 00 00");
    }
}
