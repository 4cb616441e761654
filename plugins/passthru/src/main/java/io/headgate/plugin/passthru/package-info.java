/** The filter that does nothing: the first one to write, and the baseline to measure others against. */
package io.headgate.plugin.passthru;
