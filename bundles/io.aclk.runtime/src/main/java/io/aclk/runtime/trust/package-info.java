/**
 * Who vouches for a feature: keys, detached signatures, and the keys that an instance trusts. Not exported: the launcher,
 * whose {@code bin/aclk feature keygen}, {@code sign} and {@code verify} work without an agent, takes a private copy at
 * build time. Nothing but the JDK is used, and no security provider is registered.
 */
package io.aclk.runtime.trust;
