package io.headgate.daemon.doctor.divert;

import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.net.divert.linux.QueueTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A queue has one owner; a second one is refused. */
public final class QueueOwner implements Check {
    /** In the command line of a process that is one of us. */
    private static final String OURS = "io.headgate.daemon.Main";

    @Override
    public String name() {
        return "queue-owner";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.divertLanes().isEmpty()) {
            return Subject.needsConfiguration();
        }
        QueueTable table = new QueueTable(subject.host().root().resolve("proc"));
        if (!table.isPresent()) {
            return Finding.ok("no queue is open on this host");
        }
        List<String> ours = new ArrayList<>();
        for (DivertLane lane : subject.divertLanes()) {
            for (int queue : lane.listen().queueNumbers().toArray()) {
                Optional<QueueTable.Row> row = find(table, queue);
                if (row.isEmpty()) {
                    continue;
                }
                Optional<QueueTable.Owner> owner = owner(table, row.get().portId());
                if (owner.isEmpty()) {
                    return Finding.fail(
                            "queue " + queue + " is taken by a process that cannot be seen from here, netlink port "
                                    + row.get().portId(),
                            "choose another port for lane " + lane.name() + ", as listen: [{ port: "
                                    + (queue + 1000) % 65_536 + " }]");
                }
                if (!isOurs(subject, owner.get())) {
                    return Finding.fail(
                            "queue " + queue + " is taken by " + owner.get(),
                            "kill " + owner.get().pid() + ", or choose another port for lane " + lane.name());
                }
                ours.add("queue " + queue + " belongs to the headgate that runs as " + owner.get());
            }
        }
        return Finding.ok(ours.isEmpty() ? "the configured queues are free" : String.join(", ", ours));
    }

    private static boolean isOurs(Subject subject, QueueTable.Owner owner) {
        return subject.host()
                .text("proc/" + owner.pid() + "/cmdline")
                .filter(words -> words.contains(OURS))
                .isPresent();
    }

    private static Optional<QueueTable.Row> find(QueueTable table, int queue) {
        try {
            return table.find(queue);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Optional<QueueTable.Owner> owner(QueueTable table, long portId) {
        try {
            return table.ownerOf(portId);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
