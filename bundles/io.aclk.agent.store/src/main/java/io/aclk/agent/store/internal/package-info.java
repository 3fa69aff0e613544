/** Time series per second with older tiers, and queries over them. */
package io.aclk.agent.store.internal;
