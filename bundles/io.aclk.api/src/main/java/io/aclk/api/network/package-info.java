/**
 * The one way out of the machine: connections through the proxy in force, with certificate chain and name verified
 * ({@code protocol/connecting.md} sections 10 and 11).
 */
@Export
@Version("1.0.0")
package io.aclk.api.network;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
