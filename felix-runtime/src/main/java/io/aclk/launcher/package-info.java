/** The programs of {@code bin/}: plain Java around the framework, and the client of a running instance. */
package io.aclk.launcher;
