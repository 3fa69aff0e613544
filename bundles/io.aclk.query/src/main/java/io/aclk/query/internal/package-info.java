/** Answers HTTP requests that arrive over the link. */
package io.aclk.query.internal;
