package org.transformerbench.examples.cli;

import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A converter of numbers with error messages for people, since picocli's name Java's types.
 *
 * @param kind with an article
 * @param parser throws a NumberFormatException
 */
record NumberConverter<N extends Number>(String kind, Function<String, N> parser) implements ITypeConverter<N> {
    private static final String WHOLE = "a whole number";
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");

    static void register(CommandLine commandLine) {
        NumberConverter<Integer> integers = new NumberConverter<>(WHOLE, Integer::valueOf);
        NumberConverter<Long> longs = new NumberConverter<>(WHOLE, Long::valueOf);
        NumberConverter<Double> doubles = new NumberConverter<>("a number, such as 1e-3 or 0.5", Double::valueOf);
        commandLine
                .registerConverter(int.class, integers)
                .registerConverter(Integer.class, integers)
                .registerConverter(long.class, longs)
                .registerConverter(Long.class, longs)
                .registerConverter(double.class, doubles)
                .registerConverter(Double.class, doubles);
    }

    @Override
    public N convert(String text) {
        try {
            return parser.apply(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'" + text + "' is " + (INTEGER.matcher(text).matches() ? "too large a number" : "not " + kind));
        }
    }
}
