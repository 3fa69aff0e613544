/**
 * What bundles of the link need alike to read settings: INI files, the places of their lines, spellings of values. Not
 * exported: a bundle that needs it, like {@code io.aclk.claiming}, takes a private copy at build time ({@code
 * -conditionalpackage} of bnd).
 */
package io.aclk.config.shared;
