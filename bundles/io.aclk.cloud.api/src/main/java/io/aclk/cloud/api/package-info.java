/**
 * Contracts of the cloud side: the store of what it knows, the bus to its agents, the logins of its broker, and the
 * queries that its console asks.
 *
 * <p>One {@linkplain io.aclk.cloud.api.Store store} is the truth; a gateway answers an agent only after it has
 * committed. Times are epoch seconds unless a name says otherwise. Nothing accepts or returns {@code null} unless it
 * says so.
 */
@Export
@Version("1.0.0")
package io.aclk.cloud.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
