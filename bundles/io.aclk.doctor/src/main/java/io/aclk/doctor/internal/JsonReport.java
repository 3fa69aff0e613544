package io.aclk.doctor.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** A diagnosis for programs; its shape is documented in {@code docs/troubleshooting.md} and stable. */
final class JsonReport {

    /** A pool of its own: nothing of a removed bundle stays in thread-local tables. */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(1))
            .build();

    private JsonReport() {}

    /** One JSON object on one line. */
    static String of(Diagnosis diagnosis) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField(
                    "time", diagnosis.at().truncatedTo(ChronoUnit.SECONDS).toString());
            json.writeStringField("agent", diagnosis.agent().id());
            json.writeStringField("url", diagnosis.url().isEmpty() ? null : diagnosis.url());
            json.writeStringField("verdict", diagnosis.verdict().id());
            json.writeStringField("summary", diagnosis.summary());
            json.writeArrayFieldStart("checks");
            for (Finding finding : diagnosis.findings()) {
                write(json, finding);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail", e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator json, Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("check", finding.check().id());
        json.writeStringField("result", finding.result().id());
        json.writeBooleanField("live", finding.live());
        json.writeFieldName("millis");
        if (finding.took().isPresent()) {
            json.writeNumber(finding.took().map(Duration::toMillis).get());
        } else {
            json.writeNull();
        }
        json.writeStringField("detail", finding.failed() || finding.text().isEmpty() ? null : finding.text());
        json.writeStringField("cause", finding.failed() ? finding.text() : null);
        json.writeStringField("cure", finding.failed() ? finding.cure() : null);
        json.writeEndObject();
    }
}
