/** The session with the cloud: env, challenge, connect, online, back-off. */
package io.aclk.link.internal;
