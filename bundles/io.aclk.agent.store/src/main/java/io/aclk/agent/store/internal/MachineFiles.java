package io.aclk.agent.store.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the small text files in which a Linux kernel and its distribution describe the machine. What is missing reads
 * as empty, so that other systems merely know less.
 *
 * @param root root of the file system
 */
record MachineFiles(Path root) {

    /** The text of a file without surrounding blanks, empty if it cannot be read. */
    String text(String path) {
        try {
            return Files.readString(root.resolve(path)).trim();
        } catch (IOException | RuntimeException e) {
            // not every machine has it
            return "";
        }
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    /** Lines {@code key<separator>value} of a file; the first of several with one key counts, quotes are removed. */
    Map<String, String> pairs(String path, char separator) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String line : text(path).lines().toList()) {
            int at = line.indexOf(separator);
            if (at > 0) {
                String value = line.substring(at + 1).trim();
                if (value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")) {
                    value = value.substring(1, value.length() - 1);
                }
                pairs.putIfAbsent(line.substring(0, at).trim(), value);
            }
        }
        return pairs;
    }

    /** Names in a folder. */
    List<String> names(String folder) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(folder))) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (IOException | RuntimeException e) {
            // not every machine has it
            return List.of();
        }
        return names;
    }

    /** A whole number at the start of a text, 0 if there is none. */
    static long number(String text) {
        int end = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end)) && end < 18) {
            end++;
        }
        return end == 0 ? 0 : Long.parseLong(text.substring(0, end));
    }
}
