/** Identity of the agent: key pair, claim, the files of cloud.d. */
package io.aclk.claiming.internal;
