package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands answer when a part of the link is missing. */
class CommandsTest {

    private static final String PROBLEM = "io.aclk:io.aclk.link:1 cannot be started: it needs the package x";

    private final AtomicLong now = new AtomicLong();
    private final StartGuard guard = new StartGuard(line -> {}, () -> {}, line -> {}, now::get);
    private boolean shipped = true;
    private final Commands commands = new Commands(guard, () -> shipped);

    @ParameterizedTest
    @ValueSource(strings = {"status", "claim", "unclaim", "link", "config", "doctor", "support-bundle"})
    void aCommandOfTheLinkThatWasLeftOutSaysSo(String name) {
        settled(List.of());

        assertEquals(
                Commands.reply(
                        2,
                        "",
                        "the command '" + name + "' needs the feature aclk, which does not run: install it with"
                                + " 'feature install aclk', or list it in conf/features, and start without"
                                + " --without-cloud\n"),
                run(name));

        shipped = false;
        assertTrue(run(name).get(Commands.ERR).toString().contains("this distribution does not have"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "support-bundle"})
    @Timeout(10)
    void nobodyWaitsForACommandOfTheLinkThatWasLeftOut(String name) {
        guard.selected(List.of("agent"));

        assertEquals(2, run(name).get(Commands.EXIT), "while the bundles start");

        guard.ready(List.of(PROBLEM));

        String err = run(name).get(Commands.ERR).toString();
        assertTrue(err.contains("needs the feature aclk"), err);
    }

    @Test
    @Timeout(10)
    void aCommandOfTheLinkIsAwaitedWhileItsBundlesStart() throws Exception {
        guard.selected(List.of("agent", "aclk"));
        FutureTask<Map<String, Object>> status = new FutureTask<>(() -> run("status"));
        Thread asking = new Thread(status, "asking");
        asking.start();
        while (asking.isAlive() && asking.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        commands.add("status", "", request -> Commands.reply(0, "online\n", ""));

        assertEquals(Commands.reply(0, "online\n", ""), status.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aBundleThatDidNotStartIsNamedWhereItsCommandIsMissing() {
        settled(List.of(PROBLEM));

        assertEquals(Commands.reply(1, "", "the command 'status' is not there\n" + PROBLEM + "\n"), run("status"));
    }

    @Test
    void aBundleThatDidNotStartIsNamedByCommandsThatFail() {
        settled(List.of(PROBLEM));
        commands.add("status", "", request -> Commands.reply(1, "", "the bundle io.aclk.link does not run\n"));
        commands.add("wrong", "", request -> Commands.reply(2, "", "usage\n"));
        commands.add("fine", "", request -> Commands.reply(0, "done\n", ""));

        assertEquals(Commands.reply(1, "", "the bundle io.aclk.link does not run\n" + PROBLEM + "\n"), run("status"));
        assertEquals(Commands.reply(2, "", "usage\n"), run("wrong"));
        assertEquals(Commands.reply(0, "done\n", ""), run("fine"));
    }

    @Test
    void aMisspeltCommandIsWrongUsage() {
        settled(List.of(PROBLEM));

        assertEquals(2, run("stauts").get(Commands.EXIT));
    }

    private void settled(List<String> problems) {
        guard.ready(problems);
        now.set(StartGuard.SETTLE.toNanos());
    }

    private Map<String, Object> run(String name) {
        return commands.run(name, List.of(), "me");
    }
}
