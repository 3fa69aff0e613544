/**
 * What a host of the link offers, and what plugs into one.
 *
 * <p>A <em>host</em> is the monitoring agent that the Agent-Cloud Link serves: the small agent of the {@code agent}
 * feature, a bridge to an installed Netdata agent, or any third-party bundle that registers {@link
 * io.aclk.host.api.AgentApi} and {@link io.aclk.host.api.NodeDirectory}. The host never refers to the link; the link
 * and other bundles show themselves in the host through the whiteboards {@link io.aclk.host.api.MetricSource}, {@link
 * io.aclk.host.api.ApiEndpoint}, {@link io.aclk.host.api.InfoContributor} and {@link io.aclk.host.api.HostLabels}.
 *
 * <p>Times are epoch seconds unless a name says otherwise. No method accepts or returns {@code null} unless it says so;
 * all collections returned are immutable snapshots.
 */
@Export
@Version("1.0.0")
package io.aclk.host.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
