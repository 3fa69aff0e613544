/** Commands of the link, for Gogo and the control socket. */
package io.aclk.shell.internal;
