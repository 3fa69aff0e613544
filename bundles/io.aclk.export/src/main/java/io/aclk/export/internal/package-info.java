/** Keeps node instances, node info, collectors and contexts in step with the cloud. */
package io.aclk.export.internal;
