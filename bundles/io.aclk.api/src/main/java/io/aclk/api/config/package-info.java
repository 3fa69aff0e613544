/**
 * The configuration in force, merged from all doors ({@code docs/design.md} section 6).
 */
@Export
@Version("1.0.0")
package io.aclk.api.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
