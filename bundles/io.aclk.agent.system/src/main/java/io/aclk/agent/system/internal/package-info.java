/** Collects CPU, memory, disks, network and processes of the machine. */
package io.aclk.agent.system.internal;
