package io.aclk.cloud.store.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the store, in the configuration of the cloud side. */
@ObjectClassDefinition(name = "Cloud side: store")
public @interface StoreConfig {

    /** PID of the cloud side. */
    String PID = "io.aclk.cloud";

    /** A large parent has some hundreds. */
    int DEFAULT_NODES_PER_AGENT = 2_000;

    /** A large node has some thousands. */
    int DEFAULT_CONTEXTS_PER_NODE = 20_000;

    /** JDBC address. */
    @AttributeDefinition(
            name = "jdbc.url",
            description = "JDBC address of the database; empty = an H2 file under data/cloud")
    String jdbc_url() default "";

    /** Name to log in to the database with. */
    @AttributeDefinition(name = "jdbc.user", description = "User of the database", required = false)
    String jdbc_user() default "";

    /** File with the password. */
    @AttributeDefinition(
            name = "jdbc.password.file",
            description = "File whose first line is the password of that user",
            required = false)
    String jdbc_password_file() default "";

    /** Bound for one agent. */
    @AttributeDefinition(
            name = "nodes.per.agent",
            description = "How many machines one agent may register, its own among them")
    int nodes_per_agent() default DEFAULT_NODES_PER_AGENT;

    /** Bound for one node. */
    @AttributeDefinition(name = "contexts.per.node", description = "How many contexts one node may have")
    int contexts_per_node() default DEFAULT_CONTEXTS_PER_NODE;
}
