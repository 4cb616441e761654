package io.headgate.engine.lane;

import io.headgate.api.Filter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Finds the threads that a filter started. A thread is in the group of the one that started it; so those in the group of a
 * lane's thread are its filters'. Which filter's it is tell the moment it appeared, its class loader, or what it is doing.
 *
 * <p>Thread: any, one at a time.
 */
final class FilterThreads {
    private final ClassLoader loader;
    private final String packagePrefix;
    private final Set<Thread> found = Collections.newSetFromMap(new IdentityHashMap<>());

    private Set<Thread> before = Set.of();
    private Thread lane;
    private ThreadGroup group;

    FilterThreads(Filter filter) {
        Class<?> type = filter.getClass();
        // The application's own loader tells nothing.
        loader = type.getClassLoader() == FilterThreads.class.getClassLoader() ? null : type.getClassLoader();
        packagePrefix = type.getPackageName() + ".";
    }

    /** Before {@code onAttach}, on the thread that calls it. */
    synchronized void beforeAttach() {
        lane = Thread.currentThread();
        group = lane.getThreadGroup();
        before = threads(group);
    }

    /** After {@code onAttach}, on the same thread. */
    synchronized void afterAttach() {
        // In a group that is shared with others, somebody else may have started it.
        if (group instanceof LaneThreads.Group) {
            Set<Thread> now = threads(group);
            now.removeAll(before);
            found.addAll(now);
        }
        before = Set.of();
    }

    /** Looks for more of them. Takes the stack of each thread that lane's filters started. */
    synchronized void look() {
        if (lane == null) {
            return;
        }
        if (loader != null) {
            for (Thread thread : threads(root(group))) {
                if (thread != lane && thread.getContextClassLoader() == loader) {
                    found.add(thread);
                }
            }
        }
        if (group instanceof LaneThreads.Group) {
            for (Thread thread : threads(group)) {
                if (thread != lane && !found.contains(thread) && runsCodeOfTheFilter(thread)) {
                    found.add(thread);
                }
            }
        }
        found.removeIf(thread -> !thread.isAlive());
    }

    private boolean runsCodeOfTheFilter(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith(packagePrefix));
    }

    /** Waits for them to end, and returns those that have not. */
    synchronized List<String> awaitEnd(Duration limit) {
        look();
        long deadlineNs = System.nanoTime() + limit.toNanos();
        for (Thread thread : found) {
            try {
                thread.join(Math.max(1, (deadlineNs - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return names();
    }

    /** Names of those that live, as of now. */
    synchronized List<String> names() {
        return found.stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .sorted()
                .toList();
    }

    private static ThreadGroup root(ThreadGroup any) {
        ThreadGroup group = any;
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    /** The live threads of a group and the groups below it. */
    private static Set<Thread> threads(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 32];
        int count = group.enumerate(threads, true);
        Set<Thread> result = Collections.newSetFromMap(new IdentityHashMap<>());
        result.addAll(Arrays.asList(threads).subList(0, count));
        return result;
    }
}
