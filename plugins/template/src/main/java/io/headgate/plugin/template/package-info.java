/** {@code plugin: template-filter}: closes a UDP port and keeps times to live low. Thread: the lane's. */
package io.headgate.plugin.template;
