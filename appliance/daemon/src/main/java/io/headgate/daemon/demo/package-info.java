/**
 * {@code headgate demo}: the main job, shown in under a minute and checked by those who send and receive the packets.
 *
 * <pre>
 *   DemoVerb --> NamespaceDemo (root, Linux): RouterLab, Firewall, ApplianceProcess
 *          |          Pings, Transfers, Datagrams make the traffic and judge it
 *          \--> CaptureDemo (otherwise): a bundled capture through the same chain in memory
 *                    both --> CheckList --> text, or one JSON object
 * </pre>
 *
 * Thread: the main one; the peers have their own.
 */
package io.headgate.daemon.demo;
