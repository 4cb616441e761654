package io.headgate.net;

import io.headgate.net.handle.ErrorCode;

/**
 * Why a function of the family failed.
 *
 * @param number as newLISP counts them
 * @param text in its words
 */
public record NetError(int number, String text) {
    static NetError of(int number) {
        return new NetError(number, ErrorCode.textOf(number));
    }
}
