/** Merges all sources of configuration into the values in force. */
package io.aclk.config.internal;
