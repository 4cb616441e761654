package io.headgate.bench.lane;

import com.sun.management.ThreadMXBean;
import io.headgate.daemon.cli.CliException;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Counts the bytes that some threads allocate from now on. */
final class Allocation {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long[] ids;
    private final long bytesBefore;

    /**
     * @param names of threads that run and go on running
     */
    Allocation(String... names) {
        List<String> wanted = List.of(names);
        ids = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> wanted.contains(thread.getName()))
                .mapToLong(Thread::getId)
                .toArray();
        if (ids.length != names.length) {
            throw CliException.failed("not all of these threads run: " + wanted);
        }
        bytesBefore = allocatedBytes();
    }

    long bytesSince() {
        return allocatedBytes() - bytesBefore;
    }

    private long allocatedBytes() {
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(ids)) {
            if (bytes < 0) {
                throw CliException.failed("a thread of the lane ended before its time");
            }
            sum += bytes;
        }
        return sum;
    }
}
