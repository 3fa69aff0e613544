/** The benchmarks of the distribution; see {@code itests/bench/README.md}. */
package io.aclk.itests.bench;
