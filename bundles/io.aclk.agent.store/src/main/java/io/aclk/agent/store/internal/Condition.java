package io.aclk.agent.store.internal;

import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The option of {@code countif}: an operator and a number, for example {@code >10}; equality is the default. */
final class Condition {

    private static final Pattern SYNTAX = Pattern.compile("\\s*(<=|>=|<>|!=|==|<|>|=|:|!)?\\s*(\\S*)\\s*");

    private Condition() {}

    /** Reads a condition; a missing or unreadable number counts as 0. */
    static DoublePredicate parse(String option) {
        Matcher matcher = SYNTAX.matcher(option);
        if (!matcher.matches()) {
            return value -> value == 0;
        }
        double limit = number(matcher.group(2));
        String operator = matcher.group(1) == null ? "=" : matcher.group(1);
        return switch (operator) {
            case "<=" -> value -> value <= limit;
            case ">=" -> value -> value >= limit;
            case "<" -> value -> value < limit;
            case ">" -> value -> value > limit;
            case "<>", "!=", "!" -> value -> value != limit;
            default -> value -> value == limit;
        };
    }

    private static double number(String text) {
        try {
            return text.isEmpty() ? 0 : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
