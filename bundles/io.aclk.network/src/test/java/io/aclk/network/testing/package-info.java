/** Real certificates and servers for tests: also those of other bundles, as the test-jar of this module. */
package io.aclk.network.testing;
