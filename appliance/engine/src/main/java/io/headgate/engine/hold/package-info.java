/**
 * Where packets wait that are not in a ring: held ones, copies, and those made here.
 *
 * <pre>
 *   ring slot --copy--> HoldPool (spare slots of the same arena) --sent, flushed--> free again
 *                          |
 *                       DueQueue: when it goes on
 * </pre>
 *
 * What goes on, and where, is the lane's affair ({@code engine.lane}). Thread: the lane's; nothing is allocated once it
 * runs.
 */
package io.headgate.engine.hold;
