/**
 * What became of packets, as people and programs read it when lanes have stopped: the ledgers added up, and what filters,
 * groups and receivers counted. Each has a form for a terminal and one for JSON.
 *
 * <p>Thread: the main one; immutable.
 */
package io.headgate.daemon.report;
