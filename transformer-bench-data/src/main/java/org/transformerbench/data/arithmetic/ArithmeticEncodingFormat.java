package org.transformerbench.data.arithmetic;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncodingFormat;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.config.TextSettings;

/** The written form of the encoding of arithmetic problems. */
public final class ArithmeticEncodingFormat implements TextEncodingFormat {
    private static final String OPERATOR = "operator";
    private static final String LEFT_WIDTH = "leftWidth";
    private static final String RIGHT_WIDTH = "rightWidth";
    private static final String RESULT_WIDTH = "resultWidth";
    private static final String REVERSED_OPERANDS = "reversedOperands";
    private static final String REVERSED_RESULT = "reversedResult";
    private static final String PADDED = "padded";

    /** Creates the format for service discovery. */
    public ArithmeticEncodingFormat() {}

    @Override
    public String kind() {
        return "arithmetic";
    }

    @Override
    public Optional<Map<String, String>> write(TextEncoding encoding) {
        if (!(encoding instanceof ArithmeticTextEncoding arithmetic)) {
            return Optional.empty();
        }
        ArithmeticEncoding numbers = arithmetic.encoding();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(OPERATOR, arithmetic.operator().name());
        settings.put(LEFT_WIDTH, String.valueOf(numbers.leftWidth()));
        settings.put(RIGHT_WIDTH, String.valueOf(numbers.rightWidth()));
        settings.put(RESULT_WIDTH, String.valueOf(numbers.resultWidth()));
        settings.put(REVERSED_OPERANDS, String.valueOf(numbers.reversedOperands()));
        settings.put(REVERSED_RESULT, String.valueOf(numbers.reversedResult()));
        settings.put(PADDED, String.valueOf(numbers.padded()));
        return Optional.of(settings);
    }

    @Override
    public TextEncoding read(Map<String, String> settings, Vocabulary vocabulary) {
        TextSettings fields = new TextSettings(settings);
        Operator operator = fields.constant(OPERATOR, Operator.class);
        ArithmeticEncoding numbers = new ArithmeticEncoding(
                fields.whole(LEFT_WIDTH),
                fields.whole(RIGHT_WIDTH),
                fields.whole(RESULT_WIDTH),
                fields.flag(REVERSED_OPERANDS),
                fields.flag(REVERSED_RESULT),
                fields.flag(PADDED));
        fields.requireAllRead();
        Vocabulary symbols = ArithmeticEncoding.vocabulary(operator);
        Require.that(vocabulary.equals(symbols), "vocabulary", vocabulary.symbols(), "must be %s", symbols.symbols());
        return new ArithmeticTextEncoding(operator, numbers);
    }
}
