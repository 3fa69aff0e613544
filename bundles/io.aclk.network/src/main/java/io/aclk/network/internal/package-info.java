/** The one way out: sockets and HTTP through the same proxies, trust store and name check. */
package io.aclk.network.internal;
