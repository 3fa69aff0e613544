/** The HTTP API of the agent, on loopback. */
package io.aclk.agent.web.internal;
