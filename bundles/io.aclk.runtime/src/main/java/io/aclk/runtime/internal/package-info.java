/** Starts the features of an instance and answers its control socket. */
package io.aclk.runtime.internal;
