/**
 * The web console: a REST API under {@code /console/api} and the pages that use it, all from this bundle. People sign in
 * with a session cookie; everything else is asked of the {@code Store} and of the nodes.
 */
package io.aclk.cloud.console.internal;
