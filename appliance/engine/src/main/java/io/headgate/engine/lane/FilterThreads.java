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
 * lane's thread are its filters'. Which filter's it is tell the moment it appeared, its class loader, or what it is doing; a
 * filter that is attached while the lane works has a group of its own, below the lane's.
 *
 * <p>Thread: any, one at a time.
 */
final class FilterThreads {
    /** The group of the thread that attaches one filter, and of all that this one starts. */
    private static final class Group extends ThreadGroup {
        private Group(ThreadGroup lane, String name) {
            super(lane, name);
        }
    }

    private final ClassLoader loader;
    private final String packagePrefix;
    private final Set<Thread> found = newSet();

    private Set<Thread> before = Set.of();
    private LaneHome home;

    /** Null if the filter was attached at the lane's start. */
    private Group own;

    FilterThreads(Filter filter) {
        Class<?> type = filter.getClass();
        // The application's own loader tells nothing.
        loader = type.getClassLoader() == FilterThreads.class.getClassLoader() ? null : type.getClassLoader();
        packagePrefix = type.getPackageName() + ".";
    }

    private static Set<Thread> newSet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** Before {@code onAttach} at the lane's start, on the lane's thread. */
    synchronized void beforeAttach(LaneHome of) {
        home = of;
        before = threads(home.group());
    }

    /** After {@code onAttach}, on the same thread. */
    synchronized void afterAttach() {
        // In a group that is shared with others, somebody else may have started it.
        if (home.group() instanceof LaneThreads.Group) {
            Set<Thread> now = threads(home.group());
            now.removeAll(before);
            found.addAll(now);
        }
        before = Set.of();
    }

    /** Makes the group for the thread that attaches the filter while the lane works. Once that has ended, {@link #look}. */
    synchronized ThreadGroup openGroup(LaneHome of, String filter) {
        home = of;
        own = new Group(home.group(), home.group().getName() + "/" + filter);
        return own;
    }

    /** Looks for more of them. Takes the stack of each thread that lane's filters started. */
    synchronized void look() {
        if (home == null) {
            return;
        }
        if (loader != null) {
            for (Thread thread : threads(root(home.group()))) {
                if (thread != home.thread() && hasLoaderOfTheFilter(thread)) {
                    found.add(thread);
                }
            }
        }
        if (own != null) {
            found.addAll(threads(own));
        }
        if (home.group() instanceof LaneThreads.Group) {
            for (Thread thread : threads(home.group())) {
                if (thread != home.thread()
                        && !found.contains(thread)
                        && !isOfAnother(thread)
                        && runsCodeOfTheFilter(thread)) {
                    found.add(thread);
                }
            }
        }
        found.removeIf(thread -> !thread.isAlive());
    }

    private boolean isOfAnother(Thread thread) {
        for (ThreadGroup group = thread.getThreadGroup(); group != null; group = group.getParent()) {
            if (group instanceof Group) {
                return group != own;
            }
        }
        return false;
    }

    private boolean hasLoaderOfTheFilter(Thread thread) {
        try {
            return thread.getContextClassLoader() == loader;
        } catch (Throwable broken) { // A plugin's own kind of thread may answer anything.
            return false;
        }
    }

    private boolean runsCodeOfTheFilter(Thread thread) {
        try {
            return Arrays.stream(thread.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().startsWith(packagePrefix));
        } catch (Throwable broken) { // As above.
            return false;
        }
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
        Set<Thread> result = newSet();
        result.addAll(Arrays.asList(threads).subList(0, count));
        return result;
    }
}
