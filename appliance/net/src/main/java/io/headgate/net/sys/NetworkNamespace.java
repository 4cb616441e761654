package io.headgate.net.sys;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A named network namespace, as {@code ip netns} makes them. A socket belongs to the namespace of the thread that opens
 * it, wherever it is used later.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-netns.8.html">ip-netns(8)</a>
 */
public record NetworkNamespace(String name) {
    /**
     * Runs something on a new thread inside the namespace and waits for it.
     *
     * @throws IllegalStateException if the namespace cannot be entered, or with what {@code body} threw as its cause
     */
    public <T> T call(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return body.call();
        });
        Thread thread = new Thread(task, "netns-" + name);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("in namespace " + name + ": " + failed.getCause(), failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in namespace " + name, interrupted);
        }
    }

    /** Moves the calling thread into the namespace for good. */
    private void enter() {
        String path = "/run/netns/" + name;
        int fd = Sys.libc().open(path, Linux.O_RDONLY | Linux.O_CLOEXEC);
        if (fd < 0) {
            throw new IllegalStateException("cannot open " + path + ": " + Sys.errnoText(Sys.errno()));
        }
        int result = Sys.libc().setns(fd, Linux.CLONE_NEWNET);
        int errno = Sys.errno();
        Sys.libc().close(fd);
        if (result < 0) {
            throw new IllegalStateException("cannot enter " + path + ": " + Sys.errnoText(errno));
        }
    }
}
