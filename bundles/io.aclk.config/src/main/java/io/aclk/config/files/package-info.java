/**
 * Files that only their owner reads, replaced as a whole. Needs nothing but the JDK and is not exported: a bundle that
 * keeps such files takes a private copy at build time ({@code -conditionalpackage} of bnd).
 */
package io.aclk.config.files;
