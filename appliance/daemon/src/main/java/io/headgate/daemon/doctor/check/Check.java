package io.headgate.daemon.doctor.check;

/** Looks at one thing of a host that would break or slow the appliance. Reads only, changes nothing. */
public interface Check {
    /** Lower case with dashes; never changes, since scripts select by it. */
    String name();

    Finding run(Subject subject);
}
