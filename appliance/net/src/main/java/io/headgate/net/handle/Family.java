package io.headgate.net.handle;

/** Address family of a socket. */
public enum Family {
    IPV4("0.0.0.0"),
    IPV6("::"),
    UNIX("");

    private final String any;

    Family(String any) {
        this.any = any;
    }

    /** The text of the address that means every interface. */
    public String any() {
        return any;
    }
}
