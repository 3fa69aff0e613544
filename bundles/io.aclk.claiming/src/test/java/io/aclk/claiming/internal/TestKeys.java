package io.aclk.claiming.internal;

/** Two key pairs for all tests: making one takes about a second. */
final class TestKeys {

    static final AgentKey ONE = AgentKey.generate();
    static final AgentKey OTHER = AgentKey.generate();

    private TestKeys() {}
}
