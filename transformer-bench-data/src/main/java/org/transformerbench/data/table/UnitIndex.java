package org.transformerbench.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.api.DataException;

/** The distinct units and classes of some rows, numbered in the order in which they come. */
final class UnitIndex {
    /** Ids are kept in 16 bits each, and some are for signs. */
    static final int MAX_SYMBOLS = 65_000;

    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> symbols = new ArrayList<>();
    /** One more than the id of each character below U+10000; 0 for those that have not come yet. */
    private final int[] characters = new int[1 << 16];

    /** Returns the number of a character. */
    char ofCharacter(int point) {
        if (point < characters.length) {
            if (characters[point] == 0) {
                characters[point] = 1 + of(Character.toString(point));
            }
            return (char) (characters[point] - 1);
        }
        return of(Character.toString(point));
    }

    /** Returns the number of any symbol. */
    char of(String symbol) {
        Integer known = ids.get(symbol);
        if (known != null) {
            return (char) (int) known;
        }
        if (symbols.size() == MAX_SYMBOLS) {
            throw new DataException("The data has more than " + MAX_SYMBOLS
                    + " different characters, words and classes together; split texts into characters (unit=character;"
                    + " inputUnit and outputUnit of pairs), or take a column of fewer classes");
        }
        int id = symbols.size();
        symbols.add(symbol);
        ids.put(symbol, id);
        return (char) id;
    }

    int size() {
        return symbols.size();
    }

    String symbol(int id) {
        return symbols.get(id);
    }

    /** Returns the ids that are marked, sorted by symbol: characters by code point, then whatever is longer. */
    int[] sorted(boolean[] marked) {
        Integer[] chosen = new Integer[size()];
        int count = 0;
        for (int id = 0; id < size(); id++) {
            if (marked[id]) {
                chosen[count++] = id;
            }
        }
        Arrays.sort(chosen, 0, count, (one, other) -> compare(symbols.get(one), symbols.get(other)));
        return Arrays.stream(chosen, 0, count).mapToInt(Integer::intValue).toArray();
    }

    private static int compare(String one, String other) {
        boolean oneIsCharacter = one.codePointCount(0, one.length()) == 1;
        boolean otherIsCharacter = other.codePointCount(0, other.length()) == 1;
        if (oneIsCharacter && otherIsCharacter) {
            return Integer.compare(one.codePointAt(0), other.codePointAt(0));
        }
        return oneIsCharacter == otherIsCharacter ? one.compareTo(other) : oneIsCharacter ? -1 : 1;
    }
}
