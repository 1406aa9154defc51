package org.transformerbench.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.transformerbench.api.Slice;
import org.transformerbench.api.Vocabulary;

/** The slices that sequences are scored in: classes, or the lengths of inputs. */
final class RowSlices {
    static final int NONE = -1;
    private static final int MAX_CLASSES = 50;
    private static final int LENGTH_RANGES = 6;

    private final Layout layout;
    private final Vocabulary vocabulary;

    RowSlices(Layout layout, Vocabulary vocabulary) {
        this.layout = layout;
        this.vocabulary = vocabulary;
    }

    /** Returns a part with its slices. */
    SequencePart part(Sequences all, int from, int to) {
        int[] keys = new int[all.count()];
        List<String> names = new ArrayList<>();
        switch (layout) {
            case LINES -> Arrays.fill(keys, NONE);
            case LABELS -> addClasses(all, keys, names);
            case PAIRS -> addLengths(all, keys, names);
        }
        int[] places = new int[names.size()];
        Arrays.fill(places, NONE);
        for (int sequence = from; sequence < to; sequence++) {
            if (keys[sequence] != NONE) {
                places[keys[sequence]] = 0;
            }
        }
        List<Slice> used = new ArrayList<>();
        for (int key = 0; key < places.length; key++) {
            if (places[key] != NONE) {
                places[key] = used.size();
                used.add(new Slice(layout == Layout.LABELS ? "class" : "input length", names.get(key)));
            }
        }
        Arrays.setAll(keys, sequence -> keys[sequence] == NONE ? NONE : places[keys[sequence]]);
        return new SequencePart(all, from, to, used, keys);
    }

    private void addClasses(Sequences all, int[] keys, List<String> names) {
        int[] classes = new int[vocabulary.size()];
        Arrays.fill(classes, NONE);
        for (int id = 0; id < classes.length; id++) {
            String symbol = vocabulary.tokens().get(id);
            if (UnitEncoding.isLabel(symbol)) {
                classes[id] = names.size();
                names.add(symbol.substring(Layout.LABEL_MARK.length()));
            }
        }
        boolean tooMany = names.size() > MAX_CLASSES;
        Arrays.setAll(keys, sequence -> tooMany ? NONE : classes[all.id(sequence, all.prompt(sequence))]);
    }

    private static void addLengths(Sequences all, int[] keys, List<String> names) {
        int longest = 1;
        for (int sequence = 0; sequence < all.count(); sequence++) {
            longest = Math.max(longest, all.prompt(sequence) - 1);
        }
        int width = (longest + LENGTH_RANGES - 1) / LENGTH_RANGES;
        for (int first = 1; first <= longest; first += width) {
            names.add(width == 1 ? String.valueOf(first) : first + " to " + Math.min(longest, first + width - 1));
        }
        Arrays.setAll(keys, sequence -> (all.prompt(sequence) - 2) / width);
    }
}
