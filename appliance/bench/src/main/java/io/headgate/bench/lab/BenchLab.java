package io.headgate.bench.lab;

import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RouterLab;
import io.headgate.rules.kernel.IptablesRules;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A lab whose router queues what comes in and goes out by its wan interface, so each forwarded packet once. Removed
 * also when this process is told to end.
 */
public final class BenchLab implements AutoCloseable {
    static final int QUEUE = 8668;

    private final RouterLab lab;
    private final Thread hook;
    private final IptablesRules rules = new IptablesRules(RouterLab.WAN, QUEUE, 1, true, DivertOptions.INJECT_MARK);
    private boolean isQueueing;

    private BenchLab(RouterLab lab) {
        this.lab = lab;
        this.hook = new Thread(lab::close, "lab-remover");
    }

    public static BenchLab create() {
        BenchLab created = new BenchLab(RouterLab.create());
        Runtime.getRuntime().addShutdownHook(created.hook);
        return created;
    }

    public RouterLab hosts() {
        return lab;
    }

    public Host router() {
        return lab.router();
    }

    /** Adds or takes away the router's kernel rules. */
    public void setQueueing(boolean isWanted) {
        if (isWanted != isQueueing) {
            (isWanted ? rules.add() : rules.remove()).forEach(lab.router()::run);
            isQueueing = isWanted;
        }
    }

    /** Bounds the memory of the client's TCP sockets to come, in bytes (tcp(7), tcp_wmem). */
    public void setSendBuffer(int max) {
        lab.client().call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_wmem"), "4096 16384 " + max));
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return; // The hook removes it.
        }
        lab.close();
    }
}
