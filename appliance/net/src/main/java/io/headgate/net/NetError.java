package io.headgate.net;

/**
 * Why a function of the family failed.
 *
 * @param number as newLISP counts them
 * @param text in its words
 */
public record NetError(int number, String text) {}
