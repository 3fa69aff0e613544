package io.aclk.runtime.internal;

import java.nio.file.Path;

/** A process that starts an instance and updates its feature back and forth until it is killed. */
final class UpdatingProcess {

    private UpdatingProcess() {}

    /** Arguments: instance directory, distribution, folder for the jars of the features. */
    public static void main(String[] args) throws Exception {
        TestInstance instance = new TestInstance(Path.of(args[0]), Path.of(args[1])).start();
        instance.offered.put("old", KilledProcessTest.OLD.open(Path.of(args[2], "old")));
        instance.offered.put("new", KilledProcessTest.NEW.open(Path.of(args[2], "new")));
        System.out.println("ready " + instance.active() + " " + instance.problems);
        while (true) {
            instance.updater.update("new", TestInstance.WISH);
            instance.updater.update("old", TestInstance.WISH);
        }
    }
}
