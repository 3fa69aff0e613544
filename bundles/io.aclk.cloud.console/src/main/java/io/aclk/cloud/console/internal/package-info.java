/** REST API and web console for people. */
package io.aclk.cloud.console.internal;
