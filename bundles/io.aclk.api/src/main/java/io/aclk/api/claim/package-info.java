/**
 * Claiming: the identity of this agent towards a cloud ({@code protocol/claiming.md}).
 */
@Export
@Version("1.0.0")
package io.aclk.api.claim;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
