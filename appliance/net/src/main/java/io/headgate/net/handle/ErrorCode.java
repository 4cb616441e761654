package io.headgate.net.handle;

/** The numbers of {@code net-error} with newLISP's words for them. */
public enum ErrorCode {
    NONE("No error"),
    OPEN("Cannot open socket"),
    RESOLVE("DNS resolution failed"),
    SERVICE("Not a valid service"),
    CONNECT("Connection failed"),
    ACCEPT("Accept failed"),
    CLOSED("Connection closed"),
    BROKEN("Connection broken"),
    RECEIVE("Socket recv failed"),
    SEND("Socket send failed"),
    BIND("Cannot bind socket"),
    TOO_MANY("Too many sockets"),
    LISTEN("Listen failed"),
    BAD_IP("Badly formed IP"),
    SELECT("Select failed"),
    PEEK("Peek failed"),
    NOT_A_SOCKET("Not a valid socket"),
    UNBLOCK("Cannot block or unblock socket"),
    TIMEOUT("Operation timed out"),
    URL_FORMAT("HTTP bad formed URL"),
    HTTP_FILE("HTTP file operation failed"),
    HTTP_TRANSFER("HTTP transfer failed"),
    HTTP_RESPONSE("HTTP invalid response from server"),
    HTTP_SILENCE("HTTP no response from server"),
    HTTP_CONTENT("HTTP not content"),
    HTTP_HEADER("HTTP error in header"),
    HTTP_CHUNK("HTTP error in chunked format");

    private static final ErrorCode[] BY_NUMBER = values();

    private final String text;

    ErrorCode(String text) {
        this.text = text;
    }

    /** 0 to 26; the order of the constants. */
    @SuppressWarnings("EnumOrdinal") // The order is the protocol, and a test compares it with newLISP's.
    public int number() {
        return ordinal();
    }

    public String text() {
        return text;
    }

    /** The words for any number. */
    public static String textOf(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number].text : "Unknown error";
    }
}
