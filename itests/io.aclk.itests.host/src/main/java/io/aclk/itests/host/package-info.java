/** The smallest host of the link. */
package io.aclk.itests.host;
