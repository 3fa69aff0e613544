/**
 * Files as the link keeps them: INI files, private files, noticing changes. Not exported: a bundle that needs it, like
 * {@code io.aclk.claiming}, takes a private copy at build time ({@code -conditionalpackage} of bnd).
 */
package io.aclk.config.files;
