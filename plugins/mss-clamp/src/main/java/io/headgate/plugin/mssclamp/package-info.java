/** Lowers the maximum segment size that TCP peers tell each other, for paths whose MTU they cannot see. */
package io.headgate.plugin.mssclamp;
