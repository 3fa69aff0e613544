/** Claim, login and routing of the cloud side. */
package io.aclk.cloud.gateway.internal;
