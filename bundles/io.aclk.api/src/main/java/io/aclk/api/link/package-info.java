/**
 * The link as other bundles see it: its status, and the messages that travel over it ({@code protocol/messages.md}).
 * Payloads cross this package as bytes, so it needs neither the message classes nor MQTT.
 */
@Export
@Version("1.1.0")
package io.aclk.api.link;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
