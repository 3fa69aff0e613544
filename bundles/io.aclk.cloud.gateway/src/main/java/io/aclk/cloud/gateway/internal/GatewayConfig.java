package io.aclk.cloud.gateway.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the gateway, in the configuration of the cloud side; see {@link Settings} for what they become. */
@ObjectClassDefinition(
        name = "Cloud side: gateway",
        description = "Where agents and people reach the cloud side (conf/io.aclk.cloud.cfg)")
public @interface GatewayConfig {

    /** PID of the cloud side. */
    String PID = "io.aclk.cloud";

    /** Address to listen on. */
    @AttributeDefinition(name = "listen", description = "Address to listen on; 0.0.0.0 for all")
    String listen() default "127.0.0.1";

    /** Port. */
    @AttributeDefinition(name = "port", description = "TCP port for HTTPS; 0 for any free one")
    int port() default 8443;

    /** Public address. */
    @AttributeDefinition(
            name = "public.url",
            description = "How agents and browsers reach the cloud side; empty = as they addressed it",
            required = false)
    String public_url() default "";

    /** Own certificate. */
    @AttributeDefinition(
            name = "certificate",
            description = "PEM file with the certificate chain; empty = one of our own making",
            required = false)
    String certificate() default "";

    /** Own key. */
    @AttributeDefinition(name = "key", description = "PEM file with the key of that certificate", required = false)
    String key() default "";
}
