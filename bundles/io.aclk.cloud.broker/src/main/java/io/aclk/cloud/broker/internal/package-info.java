/** The MQTT 5 broker of the cloud side. */
package io.aclk.cloud.broker.internal;
