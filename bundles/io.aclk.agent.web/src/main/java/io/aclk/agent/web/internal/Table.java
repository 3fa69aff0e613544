package io.aclk.agent.web.internal;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The plain table of times and columns in the formats of {@code protocol/queries.md} section 8.3, newest row first
 * unless {@code flip} is asked.
 *
 * @param answer what to print
 * @param labels header of each column
 */
record Table(DataQuery.Answer answer, List<String> labels) {

    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /** A format. */
    enum Format {
        JSON("json", "application/json"),
        CSV("csv", "text/csv"),
        TSV("tsv", "text/plain"),
        SSV("ssv", "text/plain"),
        SSV_COMMA("ssvcomma", "text/plain"),
        ARRAY("array", "application/json"),
        CSV_JSON_ARRAY("csvjsonarray", "application/json");

        private final String word;
        private final String contentType;

        Format(String word, String mediaType) {
            this.word = word;
            this.contentType = mediaType + "; charset=utf-8";
        }

        String word() {
            return word;
        }

        String contentType() {
            return contentType;
        }

        /** Whether the table is JSON and can be a member of a JSON document as it is. */
        boolean isJson() {
            return this == JSON || this == ARRAY || this == CSV_JSON_ARRAY;
        }

        /** The format of a name, {@code null} if we do not have it. */
        static Format of(String word) {
            for (Format format : values()) {
                if (format.word.equals(word)) {
                    return format;
                }
            }
            return null;
        }
    }

    private Set<Option> options() {
        return answer.request().options();
    }

    private boolean has(Option option) {
        return options().contains(option);
    }

    private List<Column> columns() {
        return answer.columns();
    }

    private int points() {
        return answer.columns().isEmpty() ? 0 : answer.window().points();
    }

    /** The point of a row, rows counted from the top. */
    private int point(int row) {
        return has(Option.FLIP) ? row : points() - 1 - row;
    }

    private double value(Column column, int point) {
        double value = column.values[point];
        return Double.isNaN(value) && has(Option.NULL2ZERO) ? 0 : value;
    }

    /** Writes one of the JSON formats as the next value. */
    void writeJson(Json json, Format format) throws IOException {
        switch (format) {
            case ARRAY -> writeArray(json);
            case CSV_JSON_ARRAY -> writeCsvArray(json);
            default -> writeObject(json);
        }
    }

    private void writeObject(Json json) throws IOException {
        json.object();
        writeLabels(json.name("labels"));
        json.array("data");
        for (int row = 0; row < points(); row++) {
            int point = point(row);
            if (has(Option.OBJECT_ROWS)) {
                json.object();
                writeTime(json.name("time"), answer.window().time(point));
                for (int c = 0; c < columns().size(); c++) {
                    json.member(labels.get(c), value(columns().get(c), point));
                }
                json.endObject();
            } else {
                writeRow(json, point);
            }
        }
        json.endArray().endObject();
    }

    private void writeLabels(Json json) throws IOException {
        json.array().value("time");
        for (String label : labels) {
            json.value(label);
        }
        json.endArray();
    }

    private void writeRow(Json json, int point) throws IOException {
        json.array();
        writeTime(json, answer.window().time(point));
        for (Column column : columns()) {
            json.value(value(column, point));
        }
        json.endArray();
    }

    private void writeCsvArray(Json json) throws IOException {
        json.array();
        writeLabels(json);
        for (int row = 0; row < points(); row++) {
            writeRow(json, point(row));
        }
        json.endArray();
    }

    private void writeArray(Json json) throws IOException {
        json.array();
        for (int row = 0; row < points(); row++) {
            json.value(single(point(row)));
        }
        json.endArray();
    }

    /** A time in a row of JSON: seconds, milliseconds or text. */
    private void writeTime(Json json, long epochSeconds) throws IOException {
        writeTime(json, epochSeconds, options());
    }

    static void writeTime(Json json, long epochSeconds, Set<Option> options) throws IOException {
        if (options.contains(Option.MILLISECONDS)) {
            json.value(epochSeconds * 1000);
        } else {
            json.time(epochSeconds);
        }
    }

    /** Prints one of the formats that are not JSON. */
    String print(Format format) {
        return switch (format) {
            case TSV -> lines("\t");
            case SSV -> singles(" ");
            case SSV_COMMA -> singles(",");
            default -> lines(",");
        };
    }

    private String lines(String separator) {
        StringBuilder text = new StringBuilder("time");
        String quote = has(Option.LABEL_QUOTES) ? "\"" : "";
        for (String label : labels) {
            text.append(separator).append(quote).append(clean(label, separator)).append(quote);
        }
        text.append("\r\n");
        for (int row = 0; row < points(); row++) {
            int point = point(row);
            text.append(printTime(answer.window().time(point)));
            for (Column column : columns()) {
                text.append(separator).append(print(value(column, point)));
            }
            text.append("\r\n");
        }
        return text.toString();
    }

    /** A label must not look like two columns or two lines. */
    private static String clean(String label, String separator) {
        return label.replace(separator, "_")
                .replace("\r", " ")
                .replace("\n", " ")
                .replace("\"", "'");
    }

    private String singles(String separator) {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < points(); row++) {
            if (row > 0) {
                text.append(separator);
            }
            text.append(print(single(point(row))));
        }
        return text.toString();
    }

    private static String print(double value) {
        return Double.isNaN(value) ? "null" : Json.number(value);
    }

    private String printTime(long epochSeconds) {
        if (has(Option.MILLISECONDS)) {
            return Long.toString(epochSeconds * 1000);
        }
        if (has(Option.SECONDS)) {
            return Long.toString(epochSeconds);
        }
        if (has(Option.RFC3339)) {
            return Json.rfc3339(epochSeconds);
        }
        return LOCAL_TIME.format(Instant.ofEpochSecond(epochSeconds).atZone(ZoneId.systemDefault()));
    }

    /** All columns of a row as one value: their sum, or what the options say. */
    private double single(int point) {
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        int count = 0;
        for (Column column : columns()) {
            double value = column.values[point];
            if (!Double.isNaN(value)) {
                sum += value;
                min = Math.min(min, value);
                max = Math.max(max, value);
                count++;
            }
        }
        if (count == 0) {
            return has(Option.NULL2ZERO) ? 0 : Double.NaN;
        }
        if (has(Option.MIN2MAX)) {
            return max - min;
        } else if (has(Option.AVERAGE)) {
            return sum / count;
        } else if (has(Option.MIN)) {
            return min;
        } else if (has(Option.MAX)) {
            return max;
        }
        return sum;
    }
}
