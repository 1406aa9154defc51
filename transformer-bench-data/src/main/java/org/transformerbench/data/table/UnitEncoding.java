package org.transformerbench.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.transformerbench.api.DataException;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;

/**
 * The encoding of a user's text for the three tasks.
 *
 * @param layout the signs around prompt and answer
 * @param vocabulary signs, units and classes
 * @param promptUnit what a prompt is split into
 * @param maxLength the most units of a prompt
 * @param tooLong what becomes of a longer one
 */
record UnitEncoding(Layout layout, Vocabulary vocabulary, Unit promptUnit, int maxLength, TooLong tooLong)
        implements TextEncoding {

    UnitEncoding {
        Require.given("layout", layout);
        Require.given("vocabulary", vocabulary);
        Require.given("promptUnit", promptUnit);
        Require.atLeast("maxLength", maxLength, 1);
        Require.given("tooLong", tooLong);
        List<String> signs = layout.signs();
        List<String> tokens = vocabulary.tokens();
        Require.that(
                tokens.size() > signs.size() && tokens.subList(0, signs.size()).equals(signs),
                "vocabulary",
                vocabulary,
                "must begin with the signs %s",
                signs);
        Require.that(
                layout != Layout.LABELS
                        || tokens.stream().filter(UnitEncoding::isLabel).count() > 1,
                "vocabulary",
                vocabulary,
                "must have at least two classes");
    }

    @Override
    public Kind kind() {
        return layout.kind();
    }

    @Override
    public Prompt encode(String input) {
        if (RowTable.hasHalfCharacter(input)) {
            throw new DataException("The text '" + Excerpt.of(input) + "' has half a character (a lone surrogate)");
        }
        List<Integer> units = new ArrayList<>();
        promptUnit.split(
                RowTable.normal(input), point -> units.add(id(Character.toString(point))), word -> units.add(id(word)));
        if (units.isEmpty() && layout != Layout.LINES) {
            throw new DataException("The text '" + Excerpt.of(input) + "' is empty");
        }
        int kept = Math.min(units.size(), maxLength);
        if (kept < units.size() && tooLong == TooLong.DROP) {
            throw new DataException("The text '" + Excerpt.of(input) + "' has " + units.size() + " "
                    + promptUnit.plural() + "; the model was trained on at most maxLength (" + maxLength + ")");
        }
        int[] tokens = new int[kept + 1];
        int unknown = 0;
        for (int i = 0; i < kept; i++) {
            tokens[layout == Layout.LINES ? i + 1 : i] = units.get(i);
            unknown += units.get(i) == Layout.UNKNOWN ? 1 : 0;
        }
        tokens[layout == Layout.LINES ? 0 : kept] = Layout.GO;
        return new Prompt(tokens, unknown, units.size() - kept);
    }

    private int id(String symbol) {
        return vocabulary.idOf(symbol).orElse(Layout.UNKNOWN);
    }

    @Override
    public String decode(int... tokens) {
        int[] units = Arrays.stream(tokens)
                .filter(token -> token == Layout.UNKNOWN
                        || token < 0
                        || token >= layout.signs().size())
                .toArray();
        String text = vocabulary.decode(units);
        boolean isMarked = units.length > 0 && isMarked(vocabulary.tokens().get(units[0]));
        return isMarked ? text.substring(1) : text;
    }

    /** Returns whether a symbol is a word or a class, each of which begins with a mark of one character. */
    private static boolean isMarked(String symbol) {
        return isLabel(symbol) || symbol.startsWith(Unit.MARK) && symbol.length() > Unit.MARK.length();
    }

    @Override
    public OptionalInt endToken() {
        return layout.hasEnd() ? OptionalInt.of(Layout.END) : OptionalInt.empty();
    }

    @Override
    public OptionalInt padToken() {
        return OptionalInt.of(Layout.PAD);
    }

    @Override
    public List<Label> labels() {
        List<Label> labels = new ArrayList<>();
        List<String> tokens = vocabulary.tokens();
        for (int id = 0; layout == Layout.LABELS && id < tokens.size(); id++) {
            if (isLabel(tokens.get(id))) {
                labels.add(new Label(id, tokens.get(id).substring(Layout.LABEL_MARK.length())));
            }
        }
        return labels;
    }

    /** The character {@code =} alone is a unit. */
    static boolean isLabel(String symbol) {
        return symbol.startsWith(Layout.LABEL_MARK) && symbol.length() > Layout.LABEL_MARK.length();
    }
}
