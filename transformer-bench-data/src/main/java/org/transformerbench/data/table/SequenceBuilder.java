package org.transformerbench.data.table;

import java.util.ArrayList;
import java.util.List;
import org.transformerbench.api.DataException;

/** The way from rows of unit numbers to sequences of tokens. */
final class SequenceBuilder {
    private final Layout layout;
    private final TokenColumn prompts;
    private final TokenColumn answers;
    private final char[] ids;
    private long unknownInPrompts;
    private long rowsWithUnknownAnswer;

    /**
     * @param ids the token of each unit; {@link Layout#UNKNOWN} for those that training does not have
     */
    SequenceBuilder(Layout layout, RowTable table, char[] ids) {
        this.layout = layout;
        this.prompts = table.prompts();
        this.answers = table.answers();
        this.ids = ids;
    }

    /** Returns the sequences of training, validation and test. */
    List<SequencePart> build(byte[] parts, RowSlices slices) {
        long total = 0;
        int count = 0;
        for (int row = 0; row < parts.length; row++) {
            if (parts[row] != Split.NONE) {
                total += length(row);
                count++;
            }
        }
        if (total > Integer.MAX_VALUE - 8) {
            throw new DataException("The data is too large: it has " + total + " tokens");
        }
        Sequences all = new Sequences(new char[(int) total], new int[count], new int[count]);
        int[] borders = new int[Split.NONE + 1];
        int next = 0;
        for (byte part = Split.TRAIN; part < Split.NONE; part++) {
            for (int row = 0; row < parts.length; row++) {
                if (parts[row] == part) {
                    write(row, all, next++);
                }
            }
            borders[part + 1] = next;
        }
        List<SequencePart> built = new ArrayList<>();
        for (int part = 0; part < Split.NONE; part++) {
            built.add(slices.part(all, borders[part], borders[part + 1]));
        }
        return built;
    }

    private int length(int row) {
        return prompts.length(row) + 1 + answers.length(row) + (layout.hasEnd() ? 1 : 0);
    }

    private void write(int row, Sequences all, int sequence) {
        int next = all.start(sequence);
        for (int i = 0; i < prompts.length(row); i++) {
            char id = ids[prompts.id(row, i)];
            unknownInPrompts += id == Layout.UNKNOWN ? 1 : 0;
            all.ids()[next++] = id;
        }
        all.ids()[next++] = Layout.GO;
        boolean isKnown = true;
        for (int i = 0; i < answers.length(row); i++) {
            char id = ids[answers.id(row, i)];
            isKnown &= id != Layout.UNKNOWN;
            all.ids()[next++] = id;
        }
        rowsWithUnknownAnswer += isKnown ? 0 : 1;
        if (layout.hasEnd()) {
            all.ids()[next++] = Layout.END;
        }
        all.prompts()[sequence] = prompts.length(row) + 1;
        all.ends()[sequence] = next;
    }

    /** Notes how much of validation and test no model of this data can know. */
    void noteUnknown(LoadNotes notes) {
        if (unknownInPrompts > 0) {
            notes.warn(
                    "%,d characters or words of inputs for validation and test are not in the training data: each is read as"
                            + " the unknown sign",
                    unknownInPrompts);
        }
        if (rowsWithUnknownAnswer > 0) {
            notes.warn(
                    "%,d rows for validation and test have a character, word or class to predict that is not in the"
                            + " training data: no model can get them right",
                    rowsWithUnknownAnswer);
        }
    }
}
