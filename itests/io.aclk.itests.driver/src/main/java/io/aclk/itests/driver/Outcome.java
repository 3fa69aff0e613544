package io.aclk.itests.driver;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.ops4j.pax.exam.TestContainerException;

/**
 * How a test ended inside the framework, as text in the message of an exception: classes of one side are unknown to the
 * other.
 */
final class Outcome {

    private static final String ABORTED = "aborted inside the framework: ";
    private static final String FAILED = "failed inside the framework: ";

    private Outcome() {}

    /** Inside: what is thrown to Pax Exam for a test that did not succeed. */
    static TestContainerException toCarry(Throwable cause) {
        if (cause instanceof TestAbortedException) {
            return new TestContainerException(ABORTED + cause.getMessage());
        }
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        return new TestContainerException(FAILED + trace);
    }

    /** Outside: what the test ends with here. */
    static Throwable fromCarried(Throwable carried) {
        for (Throwable t = carried; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage());
            if (message.startsWith(ABORTED)) {
                return new TestAbortedException(message.substring(ABORTED.length()));
            }
            if (message.startsWith(FAILED)) {
                return new AssertionFailedError(message.substring(FAILED.length()));
            }
        }
        return carried;
    }
}
