package org.transformerbench.data.table;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The rows of all sources as ids, in the order in which they come. Texts are in the normal form NFC. */
final class RowTable {
    private final TableRoles roles;
    private final int maxLength;
    private final TooLong tooLong;
    private final boolean hasGroups;
    private final LoadNotes notes;
    private final UnitIndex units = new UnitIndex();
    private final TokenColumn prompts = new TokenColumn();
    private final TokenColumn answers = new TokenColumn();
    private final List<Integer> sourceEnds = new ArrayList<>();
    private final Map<String, Integer> groupIds = new HashMap<>();
    private int[] groups = new int[0];
    private long dropped;
    private long cut;
    private boolean fits;

    RowTable(TableRoles roles, TableSettings settings, LoadNotes notes) {
        this.roles = roles;
        this.maxLength = settings.maxLength();
        this.tooLong = settings.tooLong();
        this.hasGroups = settings.group().isPresent();
        this.notes = notes;
    }

    /** Adds the rows of a source. */
    void read(RowSource source, List<String> columns) {
        long droppedBefore = dropped;
        long cutBefore = cut;
        RowReport report = source.read(columns, this::accept);
        sourceEnds.add(rows());
        if (!report.columns().isEmpty()) {
            notes.warn("%s: %s", report.source(), report.columns());
        }
        if (report.unusable() > 0) {
            notes.warn("%s", report);
        } else {
            notes.tell("%s", report);
        }
        if (dropped > droppedBefore) {
            notes.warn(
                    "%s: %s left out, longer than maxLength (%d)",
                    report.source(), rows(dropped - droppedBefore), maxLength);
        }
        if (cut > cutBefore) {
            notes.warn("%s: %s cut to maxLength (%d)", report.source(), rows(cut - cutBefore), maxLength);
        }
    }

    private static String rows(long count) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? "row" : "rows");
    }

    private Optional<String> accept(String[] values) {
        for (String value : values) {
            if (hasHalfCharacter(value)) {
                return Optional.of("it has half a character (a lone surrogate)");
            }
        }
        fits = true;
        if (roles.hasPrompts()) {
            add(prompts, values[TableRoles.PROMPT], roles.promptUnit());
        }
        String answer = values[roles.answer()];
        if (roles.hasClasses()) {
            answers.add(units.of(Layout.LABEL_MARK + normal(answer).strip()));
        } else {
            add(answers, answer, roles.answerUnit());
        }
        if (!fits && tooLong == TooLong.DROP) {
            prompts.dropRow();
            answers.dropRow();
            dropped++;
            return Optional.empty();
        }
        cut += fits ? 0 : 1;
        prompts.endRow();
        answers.endRow();
        addGroup(values);
        return Optional.empty();
    }

    private void add(TokenColumn column, String text, Unit unit) {
        unit.split(normal(text), point -> column.add(units.ofCharacter(point)), word -> column.add(units.of(word)));
        if (column.written() > maxLength) {
            fits = false;
            column.cutRow(maxLength);
        }
    }

    private void addGroup(String[] values) {
        if (!hasGroups) {
            return;
        }
        int row = rows() - 1;
        if (row == groups.length) {
            groups = Arrays.copyOf(groups, Math.max(64, row + (row >> 1)));
        }
        groups[row] = groupIds.computeIfAbsent(normal(values[roles.group()]), name -> groupIds.size());
    }

    /** Returns a text with each character composed, so that the same text is the same ids. */
    static String normal(String text) {
        return Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    static boolean hasHalfCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return true;
                }
            } else if (Character.isLowSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    int rows() {
        return answers.rows();
    }

    /** Returns the first row of a source; of the one after the last, the number of rows. */
    int sourceStart(int source) {
        return source == 0 ? 0 : sourceEnds.get(source - 1);
    }

    UnitIndex units() {
        return units;
    }

    TokenColumn prompts() {
        return prompts;
    }

    TokenColumn answers() {
        return answers;
    }

    /** Returns a number for each row by which those that must stay together are known; empty where there is no such column. */
    Optional<int[]> groups() {
        return hasGroups ? Optional.of(groups) : Optional.empty();
    }

    /** Returns the column whose equal rows are duplicates. */
    TokenColumn keys() {
        return roles.hasPrompts() ? prompts : answers;
    }
}
