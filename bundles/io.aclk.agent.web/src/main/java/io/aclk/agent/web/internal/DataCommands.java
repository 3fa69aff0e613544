package io.aclk.agent.web.internal;

import java.util.List;

/** {@code data} of all versions. */
final class DataCommands {

    private DataCommands() {}

    static Reply v1(ApiCall call) {
        DataRequest request = DataRequest.v1(call.parameters());
        if (request == null) {
            return Reply.text(400, "No chart or context is given.");
        }
        Table.Format format = Table.Format.of(request.format());
        if (format == null) {
            return unknownFormat(request.format());
        }
        DataQuery.Answer answer = DataQuery.run(
                request, List.of(call.node()), call.host().store(), call.host().now(), call.cancellation());
        if (answer.selection().isEmpty()) {
            return Reply.text(404, "No metrics where matched to query.");
        }
        return new DataV1Writer(answer, format, call.parameters().text("chart") == null).write();
    }

    static Reply v2(ApiCall call) {
        DataRequest request = DataRequest.v2(call.parameters());
        boolean json2 = request.format().equals(DataV2Writer.JSON2);
        Table.Format format = json2 ? null : Table.Format.of(request.format());
        if (!json2 && format == null) {
            return unknownFormat(request.format());
        }
        DataQuery.Answer answer = DataQuery.run(
                request,
                call.host().nodes().nodes(),
                call.host().store(),
                call.host().now(),
                call.cancellation());
        if (!json2 && !request.has(Option.JSONWRAP)) {
            return plain(answer, format);
        }
        Envelope envelope = new Envelope(call.host());
        DataV2Writer writer = new DataV2Writer(answer, envelope, call.version(), format);
        return Reply.json(Json.document(request.options(), writer::write));
    }

    private static Reply plain(DataQuery.Answer answer, Table.Format format) {
        Table table =
                new Table(answer, answer.columns().stream().map(c -> c.name).toList());
        if (format.isJson()) {
            byte[] document = Json.document(answer.request().options(), json -> table.writeJson(json, format));
            return Reply.of(200, format.contentType(), document);
        }
        return Reply.text(200, format.contentType(), table.print(format));
    }

    private static Reply unknownFormat(String format) {
        return Reply.text(400, "Unsupported format: " + format);
    }
}
