/** What the cloud side knows, in SQL. */
package io.aclk.cloud.store.internal;
