package org.transformerbench.data.table;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Suggestion;

/** The places of the wanted columns in a row. */
final class Columns {
    private final List<String> wanted;
    private final int[] places;
    private final int count;

    private Columns(List<String> wanted, int[] places, int count) {
        this.wanted = wanted;
        this.places = places;
        this.count = count;
    }

    /** Finds columns by the names in a header, or by number, the first being 1. A name that is a number comes first. */
    static Columns named(String source, List<String> header, List<String> wanted) {
        int[] places = new int[wanted.size()];
        for (int i = 0; i < places.length; i++) {
            String column = wanted.get(i);
            int place = header.indexOf(column);
            if (place < 0 && !isNumber(column)) {
                throw new ConfigException(source + " has no column '" + Excerpt.of(column) + "'"
                        + Suggestion.didYouMean(column, header) + " Its columns: " + list(header));
            }
            if (place >= 0 && header.lastIndexOf(column) != place) {
                throw new ConfigException(source + " has two columns '" + Excerpt.of(column)
                        + "'; say which by its number, the first is 1");
            }
            places[i] = place >= 0 ? place : place(source, column, header.size(), "Its columns: " + list(header));
        }
        return new Columns(wanted, places, header.size());
    }

    /** Finds columns by number where there is no header. */
    static Columns numbered(String source, int count, List<String> wanted) {
        int[] places = new int[wanted.size()];
        for (int i = 0; i < places.length; i++) {
            String column = wanted.get(i);
            if (!isNumber(column)) {
                throw new ConfigException(source + " is read without a header, so that the column '"
                        + Excerpt.of(column) + "' must be given by its number, the first is 1");
            }
            places[i] = place(source, column, count, "");
        }
        return new Columns(wanted, places, count);
    }

    static boolean isNumber(String column) {
        return column.matches("[0-9]{1,9}");
    }

    private static int place(String source, String column, int count, String known) {
        int number = Integer.parseInt(column);
        if (number < 1 || number > count) {
            throw new ConfigException(source + " has no column " + number + ", it has "
                    + (count == 1 ? "one column" : count + " columns") + (known.isEmpty() ? "" : ". " + known));
        }
        return number - 1;
    }

    /** Says what the wanted columns are where they were given by number and there are others; empty text where that is clear. */
    String description(List<String> header) {
        if (places.length == count || wanted.stream().allMatch(header::contains)) {
            return "";
        }
        return IntStream.range(0, places.length)
                        .mapToObj(i -> "column " + (places[i] + 1) + " is '" + Excerpt.of(header.get(places[i])) + "'")
                        .collect(Collectors.joining(", "))
                + "; its columns: " + list(header);
    }

    private static String list(List<String> names) {
        return Excerpt.of(String.join(", ", names));
    }

    /** Returns why a row cannot be used; empty text if it can. The wanted values are then in {@code values}. */
    String pick(List<String> row, String[] values) {
        if (row.size() != count) {
            return "it has " + row.size() + (row.size() == 1 ? " value" : " values") + ", not " + count;
        }
        for (int i = 0; i < places.length; i++) {
            values[i] = row.get(places[i]);
            if (values[i].isBlank()) {
                return "column '" + wanted.get(i) + "' is blank";
            }
        }
        return "";
    }
}
