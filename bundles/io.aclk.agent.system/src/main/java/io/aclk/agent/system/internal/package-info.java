/**
 * The collectors of the machine: each is a {@code MetricSource} of its own, so that one that fails costs only its charts.
 * Chart ids, contexts, units, families and priorities are those that users of Netdata know. Values come from OSHI.
 */
package io.aclk.agent.system.internal;
