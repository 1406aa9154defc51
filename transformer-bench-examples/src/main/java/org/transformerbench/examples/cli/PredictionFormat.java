package org.transformerbench.examples.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.transformerbench.api.inference.TextPrediction;

/** The form in which predictions are written, one a line. */
enum PredictionFormat {
    /** Three columns with a heading. A tab, a line end or a backslash in a text is written with a backslash. */
    TSV,
    /** A JSON object on each line. */
    JSONL;

    /** Returns the lines before the first prediction. */
    List<String> heading() {
        return this == TSV ? List.of("input\tprediction\tprobability") : List.of();
    }

    String line(TextPrediction prediction) {
        return this == TSV ? tsv(prediction) : json(prediction);
    }

    private static String tsv(TextPrediction prediction) {
        return escaped(prediction.input()) + "\t" + escaped(prediction.output()) + "\t"
                + probability(prediction.probability());
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    /** Four digits that count, however small it is. */
    private static String probability(double probability) {
        return String.format(Locale.ROOT, probability < 0.001 ? "%.3e" : "%.4f", probability);
    }

    private static String json(TextPrediction prediction) {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("input", prediction.input())
                .put("prediction", prediction.output())
                .put("probability", prediction.probability());
        if (!prediction.ended()) {
            line.put("ended", false);
        }
        if (prediction.unknownUnits() > 0) {
            line.put("unknown", prediction.unknownUnits());
        }
        if (prediction.cutUnits() > 0) {
            line.put("cut", prediction.cutUnits());
        }
        return line.toString();
    }
}
