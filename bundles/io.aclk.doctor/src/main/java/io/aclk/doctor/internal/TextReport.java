package io.aclk.doctor.internal;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** A diagnosis for people: what it is about, a line for each check, cause and cure below those that failed, the verdict last. */
final class TextReport {

    private static final int MARK =
            longest(Arrays.stream(Finding.Result.values()).map(Finding.Result::title));
    private static final int TITLE = longest(Arrays.stream(Check.values()).map(Check::title));
    private static final int TIME = 7;
    private static final String INDENT = " ".repeat(MARK + 2);
    private static final long SECONDS_FROM_MILLIS = 10_000;

    private TextReport() {}

    static String of(Diagnosis diagnosis) {
        StringBuilder out = new StringBuilder();
        out.append("The link to ")
                .append(diagnosis.url().isEmpty() ? "the cloud" : diagnosis.url())
                .append(diagnosis.agent() == Diagnosis.Agent.STOPPED ? " (the agent does not run)" : "")
                .append("\n\n");
        String last = "";
        for (Finding finding : diagnosis.findings()) {
            boolean again = finding.result() == Finding.Result.NOT_REACHED
                    && finding.text().equals(last);
            line(out, finding, again ? "" : finding.text());
            last = finding.text();
        }
        return out.append('\n').append(diagnosis.summary()).append('\n').toString();
    }

    /** What is not reached for the same reason says so once. */
    private static void line(StringBuilder out, Finding finding, String text) {
        StringBuilder line = new StringBuilder();
        String mark = finding.result().title();
        pad(line, finding.failed() ? mark.toUpperCase(Locale.ROOT) : mark, MARK);
        pad(line, finding.check().title(), TITLE);
        String time = finding.took().map(TextReport::time).orElse("");
        line.append(" ".repeat(TIME - Math.min(TIME, time.length())))
                .append(time)
                .append("  ");
        if (!finding.failed()) {
            line.append(text);
            if (finding.live()) {
                line.append(text.isEmpty() ? "(live session)" : " (live session)");
            }
        }
        out.append(line.toString().stripTrailing()).append('\n');
        if (finding.failed()) {
            out.append(INDENT).append("cause: ").append(text).append('\n');
            out.append(INDENT).append("cure:  ").append(finding.cure()).append('\n');
        }
    }

    private static void pad(StringBuilder out, String text, int width) {
        out.append(text).append(" ".repeat(Math.max(0, width - text.length()) + 2));
    }

    private static String time(Duration took) {
        long millis = took.toMillis();
        return millis < SECONDS_FROM_MILLIS
                ? millis + " ms"
                : String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
    }

    private static int longest(Stream<String> texts) {
        return texts.mapToInt(String::length).max().orElse(0);
    }
}
