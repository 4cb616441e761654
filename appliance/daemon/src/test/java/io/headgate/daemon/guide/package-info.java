/** Compiles the Java that the documents show. */
package io.headgate.daemon.guide;
