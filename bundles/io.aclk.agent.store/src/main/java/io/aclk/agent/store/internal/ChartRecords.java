package io.aclk.agent.store.internal;

import io.aclk.host.api.ChartSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The frames of the file {@code charts}: one for each chart, a later one of the same chart replaces it. Texts are
 * {@link DataOutputStream#writeUTF}, cut at {@value #MAX_TEXT} characters.
 *
 * <pre>
 * long created, int update every, text id, context, family, title, units, type, int priority, text plugin, module,
 * int dimensions, each text id, name; int labels, each text name, value; int series, each text dimension, int number
 * </pre>
 */
final class ChartRecords {

    private static final int MAX_TEXT = 20_000;

    private ChartRecords() {}

    static byte[] encode(ChartState chart) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            ChartSpec spec = chart.spec();
            out.writeLong(chart.created());
            out.writeInt(chart.updateEvery());
            text(out, spec.id(), spec.context(), spec.family(), spec.title(), spec.units());
            text(out, spec.type().name());
            out.writeInt(spec.priority());
            text(out, spec.plugin(), spec.module());
            out.writeInt(spec.dimensions().size());
            for (ChartSpec.Dimension dimension : spec.dimensions()) {
                text(out, dimension.id(), dimension.name());
            }
            out.writeInt(spec.labels().size());
            for (Map.Entry<String, String> label : spec.labels().entrySet()) {
                text(out, label.getKey(), label.getValue());
            }
            out.writeInt(chart.seriesByDimension().size());
            for (Map.Entry<String, Integer> series : chart.seriesByDimension().entrySet()) {
                text(out, series.getKey());
                out.writeInt(series.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a frame.
     *
     * @throws IOException if it is none
     */
    static ChartState decode(byte[] frame) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame));
        try {
            long created = in.readLong();
            int updateEvery = in.readInt();
            String id = in.readUTF();
            String context = in.readUTF();
            String family = in.readUTF();
            String title = in.readUTF();
            String units = in.readUTF();
            ChartSpec.Type type = ChartSpec.Type.valueOf(in.readUTF());
            int priority = in.readInt();
            String plugin = in.readUTF();
            String module = in.readUTF();
            List<ChartSpec.Dimension> dimensions = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                dimensions.add(new ChartSpec.Dimension(in.readUTF(), in.readUTF()));
            }
            Map<String, String> labels = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                labels.put(in.readUTF(), in.readUTF());
            }
            Map<String, Integer> series = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                series.put(in.readUTF(), in.readInt());
            }
            ChartSpec spec = new ChartSpec(
                    id, context, family, title, units, type, priority, plugin, module, dimensions, labels);
            return new ChartState(created, updateEvery, spec, series);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new IOException("not a chart", e);
        }
    }

    private static void text(DataOutputStream out, String... texts) throws IOException {
        for (String text : texts) {
            out.writeUTF(text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
        }
    }
}
