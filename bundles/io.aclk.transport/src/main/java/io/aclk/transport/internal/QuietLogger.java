package io.aclk.transport.internal;

import java.util.ResourceBundle;
import org.eclipse.paho.mqttv5.client.logging.Logger;

/**
 * Paho's log, dropped: it holds topics and payloads, and everything it knows of failures is reported by this bundle.
 * Paho makes a logger for each message, which is cheap with this one.
 */
public final class QuietLogger implements Logger {

    /** Called by Paho, by reflection. */
    public QuietLogger() {}

    @Override
    public void initialise(ResourceBundle messageCatalog, String loggerID, String resourceName) {}

    @Override
    public void setResourceName(String logContext) {}

    @Override
    public boolean isLoggable(int level) {
        return false;
    }

    @Override
    public void severe(String sourceClass, String sourceMethod, String msg) {}

    @Override
    public void severe(String sourceClass, String sourceMethod, String msg, Object[] inserts) {}

    @Override
    public void severe(String sourceClass, String sourceMethod, String msg, Object[] inserts, Throwable thrown) {}

    @Override
    public void warning(String sourceClass, String sourceMethod, String msg) {}

    @Override
    public void warning(String sourceClass, String sourceMethod, String msg, Object[] inserts) {}

    @Override
    public void warning(String sourceClass, String sourceMethod, String msg, Object[] inserts, Throwable thrown) {}

    @Override
    public void info(String sourceClass, String sourceMethod, String msg) {}

    @Override
    public void info(String sourceClass, String sourceMethod, String msg, Object[] inserts) {}

    @Override
    public void info(String sourceClass, String sourceMethod, String msg, Object[] inserts, Throwable thrown) {}

    @Override
    public void config(String sourceClass, String sourceMethod, String msg) {}

    @Override
    public void config(String sourceClass, String sourceMethod, String msg, Object[] inserts) {}

    @Override
    public void config(String sourceClass, String sourceMethod, String msg, Object[] inserts, Throwable thrown) {}

    @Override
    public void fine(String sourceClass, String sourceMethod, String msg) {}

    @Override
    public void fine(String sourceClass, String sourceMethod, String msg, Object[] inserts) {}

    @Override
    public void fine(String sourceClass, String sourceMethod, String msg, Object[] inserts, Throwable ex) {}

    @Override
    public void finer(String sourceClass, String sourceMethod, String msg) {}

    @Override
    public void finer(String sourceClass, String sourceMethod, String msg, Object[] inserts) {}

    @Override
    public void finer(String sourceClass, String sourceMethod, String msg, Object[] inserts, Throwable ex) {}

    @Override
    public void finest(String sourceClass, String sourceMethod, String msg) {}

    @Override
    public void finest(String sourceClass, String sourceMethod, String msg, Object[] inserts) {}

    @Override
    public void finest(String sourceClass, String sourceMethod, String msg, Object[] inserts, Throwable ex) {}

    @Override
    public void log(
            int level, String sourceClass, String sourceMethod, String msg, Object[] inserts, Throwable thrown) {}

    @Override
    public void trace(int level, String sourceClass, String sourceMethod, String msg, Object[] inserts, Throwable ex) {}

    @Override
    public String formatMessage(String msg, Object[] inserts) {
        return msg;
    }

    @Override
    public void dumpTrace() {}
}
