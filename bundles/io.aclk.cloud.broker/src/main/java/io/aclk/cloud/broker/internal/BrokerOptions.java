package io.aclk.cloud.broker.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of {@link BrokerSettings} as Metatype describes them. */
@ObjectClassDefinition(
        name = "Cloud: broker",
        description = "Where agents connect to the MQTT broker of the cloud side (conf/io.aclk.cloud.cfg)")
@interface BrokerOptions {

    /** Address to listen on. */
    @AttributeDefinition(name = "Address", description = "Address to listen on; 0.0.0.0 for all")
    String listen() default BrokerSettings.DEFAULT_LISTEN;

    /** Port. */
    @AttributeDefinition(name = "Port", description = "TCP port for MQTT over secure WebSockets; 0 for any free one")
    int mqtt_port() default BrokerSettings.DEFAULT_PORT;

    /** Public address. */
    @AttributeDefinition(
            name = "Public URL",
            description = "How agents reach the cloud side; its host is used. Empty: the address listened on",
            required = false)
    String public_url() default "";
}
