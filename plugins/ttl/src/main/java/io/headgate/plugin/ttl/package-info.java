/** Sets the time to live of IPv4 packets, or makes them look as if they had crossed more routers. */
package io.headgate.plugin.ttl;
