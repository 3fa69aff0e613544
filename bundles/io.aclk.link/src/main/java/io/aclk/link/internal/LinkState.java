package io.aclk.link.internal;

/**
 * States of the link. All transitions happen on the event thread, in {@link LinkMachine}.
 *
 * <pre>
 *            everything there          time is up              online
 *   IDLE ----------------------> WAITING ---------> CONNECTING ------> ONLINE
 *    ^                            ^   |               |    |             |
 *    |     something is missing   |   |    failed     |    |             | connection lost
 *    +----------------------------|---+  (back-off)   |    |             |
 *    |                            +-------------------+----|-------------+
 *    |  aborted, something missing                         |             |
 *    +-----------------------------------------------------+             | leave: switched off, settings,
 *    |                                                                   v DisconnectReq, shutdown
 *    +---------------------------- goodbye said, closed ------------- LEAVING
 *
 *   any state -- shutdown --> (abort or LEAVING) --> STOPPED
 * </pre>
 */
enum LinkState {
    /** Something is missing; the status names it. */
    IDLE,
    /** The next attempt is scheduled. */
    WAITING,
    /** An attempt runs on the worker. */
    CONNECTING,
    /** The session is established. */
    ONLINE,
    /** The goodbye is being said, or the connection being closed. */
    LEAVING,
    /** Final. */
    STOPPED
}
