/**
 * A router between two hosts, made of network namespaces on this machine: what the demo, the benchmarks and the
 * integration tests stand on. Needs root and Linux; runs {@code ip} and {@code ethtool}.
 *
 * <pre>
 *   client 10.91.1.1 --[eth0]--(lan)-- router --(wan)--[eth0]-- 10.91.2.1 server
 * </pre>
 *
 * Thread: any, one at a time. What a killed process left behind is removed by the next one that makes a lab.
 */
package io.headgate.net.lab;
