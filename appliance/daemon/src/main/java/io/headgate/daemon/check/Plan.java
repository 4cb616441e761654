package io.headgate.daemon.check;

import io.headgate.daemon.config.ApplianceConfig;
import io.headgate.daemon.config.DatagramLane;
import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.ListenConfig;
import io.headgate.daemon.config.StepConfig;
import io.headgate.daemon.config.TapConfig;
import io.headgate.engine.lane.Enforcement;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.tap.TapTarget;
import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.SourceList;
import io.headgate.net.relay.Receiver;
import io.headgate.net.relay.TtlPolicy;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What the appliance would do with a configuration, as people and programs read it. */
record Plan(ApplianceConfig config) {
    private static final long MIB = 1 << 20;

    /** A paragraph for each lane, a line for each tap. */
    String toText() {
        StringBuilder text = new StringBuilder();
        config.lanes().forEach(lane -> describe(lane, text));
        for (TapConfig tap : config.taps()) {
            line(
                    text,
                    "tap " + tap.name() + ": " + tap.kind() + " to " + tap.summary()
                            + (tap.snaplen() == TapTarget.MAX_SNAPLEN
                                    ? ""
                                    : ", first " + tap.snaplen() + " bytes of each packet"));
        }
        return text.toString();
    }

    private static void describe(LaneConfig lane, StringBuilder text) {
        line(text, "lane " + lane.name() + ": " + (isEnforcing(lane) ? "enforces" : "observes only, changes nothing"));
        if (lane instanceof DivertLane diverted) {
            describeIntake(diverted, text);
        } else if (lane instanceof DatagramLane datagrams) {
            describeIntake(datagrams, text);
        }
        line(text, "  chain:");
        for (StepConfig step : lane.chain()) {
            line(
                    text,
                    "    " + step.plugin() + (step.settings().isEmpty() ? "" : " " + step.settings())
                            + (step.onError() == OnError.DROP ? ", on error drop" : "")
                            + (step.policy().quarantineAfter() == 0 ? ", never quarantined" : ""));
        }
        if (lane instanceof DivertLane diverted) {
            describeKernel(diverted, text);
        } else if (lane instanceof DatagramLane datagrams) {
            if (!datagrams.rejoin().isZero()) {
                line(text, "  reports its groups every " + datagrams.rejoin().toSeconds() + " s");
            }
            line(text, "  sends to:");
            datagrams.sendTo().forEach(receiver -> line(text, "    " + describe(receiver)));
        }
    }

    private static void describeIntake(DivertLane lane, StringBuilder text) {
        line(
                text,
                "  listens on " + lane.whence() + (lane.listen().queues() > 1 ? ", a lane each" : "") + ", threading "
                        + written(lane.threading()));
        line(
                text,
                "  " + lane.slots() + " slots for each " + (lane.isDivert4() ? "port, " : "queue, ")
                        + lane.ringBytes() / MIB + " MiB in all");
        line(text, "  when full: packets " + whenFull(lane));
    }

    private static void describeIntake(DatagramLane lane, StringBuilder text) {
        line(text, "  listens on, threading " + written(lane.threading()) + ":");
        listens(lane).forEach(listen -> line(text, "    " + listen));
        line(text, "  " + lane.slots() + " slots, " + lane.ringBytes() / MIB + " MiB");
        line(text, "  when full: the kernel drops");
    }

    private static String from(Group group) {
        List<String> senders = group.sources().addresses().stream()
                .map(InetAddress::getHostAddress)
                .toList();
        if (senders.isEmpty()) {
            return "";
        }
        return (group.sources().mode() == SourceList.Mode.INCLUDE ? ", only from " : ", not from ")
                + String.join(", ", senders);
    }

    private static String describe(Receiver receiver) {
        TtlPolicy ttl = receiver.ttl();
        String hops = switch (ttl.kind()) {
            case SET -> "ttl " + ttl.hops();
            case KEEP -> "ttl as it is";
            case DECREMENT -> "ttl less one";
            case MINIMUM -> "ttl at least " + ttl.hops();
        };
        return receiver.label() + ", " + hops + (receiver.isLooped() ? ", heard on this host too" : "");
    }

    private static void describeKernel(DivertLane lane, StringBuilder text) {
        List<String> wire = lane.wireFilters();
        line(
                text,
                "  large segments: "
                        + (wire.isEmpty()
                                ? "uncut"
                                : "cut before the filters, which costs throughput, for " + String.join(", ", wire)));
        List<String> needy = lane.fragmentFilters();
        if (!needy.isEmpty()) {
            line(text, "  fragments: put together by the kernel first, for " + String.join(", ", needy));
        }
        line(
                text,
                lane.kernelRules().isEmpty()
                        ? "  kernel rules: not known, give 'divert' with 'interfaces'"
                        : "  kernel rules:");
        lane.kernelRules().forEach(rule -> line(text, "    " + rule));
        String afterwards = lane.afterwards(lane.divert().interfaces(), lane.firewall());
        if (!afterwards.isEmpty()) {
            line(text, "  then: " + afterwards);
        }
    }

    /** A divert(4) socket that is full drops, whatever the lane would like. */
    private static String whenFull(DivertLane lane) {
        if (lane.isDivert4()) {
            return "are dropped, as divert(4) always does";
        }
        return lane.isFailOpen() ? "go on unfiltered" : "are dropped";
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append(System.lineSeparator());
    }

    private static boolean isEnforcing(LaneConfig lane) {
        return lane.enforcement() == Enforcement.ENFORCE;
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One object: {@code ok}, and the lanes. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ok", true);
        map.put("lanes", config.lanes().stream().map(Plan::toMap).toList());
        map.put("taps", config.taps().stream().map(Plan::toMap).toList());
        return map;
    }

    private static Map<String, Object> toMap(TapConfig tap) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", tap.name());
        map.put("kind", tap.kind());
        map.put("to", tap.summary());
        map.put("snaplen", tap.snaplen());
        return map;
    }

    private static Map<String, Object> toMap(LaneConfig lane) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", lane.name());
        map.put("enforce", isEnforcing(lane));
        if (lane instanceof DivertLane diverted) {
            map.put("mode", "divert");
            map.put("ports", diverted.listens().stream().map(ListenConfig::port).toList());
            map.put("queues", diverted.listen().queues());
        } else if (lane instanceof DatagramLane datagrams) {
            map.put("mode", datagrams.isMulticast() ? "multi" : "udp");
            map.put("listens", listens(datagrams));
            map.put("rejoinS", datagrams.rejoin().toSeconds());
            map.put("sendTo", datagrams.sendTo().stream().map(Plan::describe).toList());
        }
        map.put("threading", written(lane.threading()));
        map.put("slots", lane.slots());
        map.put("memoryBytes", lane.ringBytes());
        map.put("failOpen", lane.isFailOpen());
        map.put("chain", lane.chain().stream().map(Plan::toMap).toList());
        if (lane instanceof DivertLane diverted) {
            map.put("segmentsCutFor", diverted.wireFilters());
            map.put("fragmentsJoinedFor", diverted.fragmentFilters());
            map.put("kernelRules", diverted.kernelRules());
        }
        return map;
    }

    private static List<String> listens(DatagramLane lane) {
        return Stream.concat(
                        lane.groups().stream().map(group -> group + from(group)),
                        lane.hosts().stream()
                                .map(host -> host.getAddress().getHostAddress() + " port " + host.getPort()))
                .toList();
    }

    private static Map<String, Object> toMap(StepConfig step) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("plugin", step.plugin());
        map.put("with", step.settings());
        map.put("onError", written(step.onError()));
        map.put("quarantineAfter", step.policy().quarantineAfter());
        map.put("timeBudgetNs", step.policy().timeBudgetNs());
        return map;
    }
}
