/** MQTT 5 over secure WebSockets. */
package io.aclk.transport.internal;
