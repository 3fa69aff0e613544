/**
 * The keys of a PID as its owner sees them. Needs nothing but the JDK and is not exported: a bundle that has a PID takes a
 * private copy at build time ({@code -conditionalpackage} of bnd).
 */
package io.aclk.config.keys;
