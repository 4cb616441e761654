/**
 * What the benchmarks need around an appliance: a lab whose router queues what crosses its wan interface, the programs
 * that empty the queue, the load, and the clocks that are read beside it.
 *
 * <pre>
 *   client --TcpLoad, Ping--> router [ kernel rules -> queue 8668 <-> QueueProgram ] --> server
 *                                                        |                                 |
 *                                                  ProcStat: CPU           Usage: bytes on the server's wire
 * </pre>
 *
 * Thread: the main one.
 */
package io.headgate.bench.lab;
