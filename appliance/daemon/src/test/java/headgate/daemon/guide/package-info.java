/** The filters that the documents show, compiled. */
package headgate.daemon.guide;
