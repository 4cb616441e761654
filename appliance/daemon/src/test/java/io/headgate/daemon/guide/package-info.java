/** The filters that the documents show, compiled. */
package io.headgate.daemon.guide;
