/** The demo. */
package headgate.daemon.demo;
