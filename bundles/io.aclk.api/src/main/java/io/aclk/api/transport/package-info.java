/**
 * MQTT 5 over secure WebSockets, without a type of any library ({@code protocol/connecting.md} sections 6 and 7).
 */
@Export
@Version("1.0.0")
package io.aclk.api.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
