package org.transformerbench.data.table;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.transformerbench.api.DataException;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Sha256;

/** The way from rows to the data of a task. */
final class TableLoader {
    private final String task;
    private final TableRoles roles;
    private final TableSettings settings;
    private final LoadNotes notes = new LoadNotes();

    /**
     * @param task its id, for messages
     */
    TableLoader(String task, TableRoles roles, TableSettings settings) {
        this.task = task;
        this.roles = roles;
        this.settings = settings;
    }

    /**
     * Loads the data.
     *
     * @param memory rows for training, validation and test, or for all three together; empty where the settings name a file
     */
    TableDataset load(Optional<RowParts> memory, SeedStreams seeds) {
        RowParts sources = memory.map(this::requireNoFile).orElseGet(this::files);
        RowTable table = new RowTable(roles, settings, notes);
        List<String> wanted = new ArrayList<>(roles.columns());
        settings.group().ifPresent(wanted::add);
        sources.all().forEach(source -> table.read(source, wanted));
        byte[] parts = split(table, sources, seeds.stream(SeedStreams.DATA));
        requireAll(table, parts, sources);
        return dataset(table, parts, checksum(sources));
    }

    /** Returns the checksum of the file, or of several together with what each of them is for. */
    private static String checksum(RowParts sources) {
        if (sources.all().size() == 1) {
            return sources.data().checksum();
        }
        MessageDigest digest = Sha256.begin();
        Sha256.add(digest, sources.data().checksum());
        sources.validation().ifPresent(source -> Sha256.add(digest, "validation " + source.checksum()));
        sources.test().ifPresent(source -> Sha256.add(digest, "test " + source.checksum()));
        return Sha256.end(digest);
    }

    private RowParts requireNoFile(RowParts memory) {
        settings.data().ifPresent(file -> {
            throw new ConfigException("data (" + Excerpt.of(file) + ") must be none: this task '" + task
                    + "' was made with rows in memory");
        });
        settings.group().ifPresent(column -> {
            throw new ConfigException(
                    "group (" + Excerpt.of(column) + ") must be none: rows in memory have no column for it");
        });
        return memory;
    }

    private RowParts files() {
        String data = settings.data()
                .orElseThrow(() -> new ConfigException(
                        "The task '" + task + "' needs a file with rows: give one with --data FILE (key data)"));
        return new RowParts(
                settings.source(data),
                settings.validationData().map(settings::source),
                settings.testData().map(settings::source));
    }

    private byte[] split(RowTable table, RowParts sources, RandomGenerator random) {
        byte[] parts = new byte[table.rows()];
        int dealt = table.sourceStart(1);
        int[] bundles = Split.bundles(table.keys(), table.groups());
        IntUnaryOperator stratum = roles.hasClasses() ? row -> table.answers().id(row, 0) : row -> 0;
        Split.deal(
                bundles,
                dealt,
                stratum,
                sources.validation().isPresent() ? 0 : settings.validationShare(),
                sources.test().isPresent() ? 0 : settings.testShare(),
                random,
                parts);
        int source = 1;
        if (sources.validation().isPresent()) {
            Arrays.fill(parts, table.sourceStart(source), table.sourceStart(source + 1), Split.VALIDATION);
            source++;
        }
        if (sources.test().isPresent()) {
            Arrays.fill(parts, table.sourceStart(source), table.sourceStart(source + 1), Split.TEST);
        }
        int separated = Split.separate(bundles, parts);
        if (separated > 0) {
            notes.warn(
                    "%,d rows left out, because what belongs to them is in the data for validation or test too",
                    separated);
        }
        return parts;
    }

    private void requireAll(RowTable table, byte[] parts, RowParts sources) {
        int[] counts = new int[Split.NONE + 1];
        for (byte part : parts) {
            counts[part]++;
        }
        boolean wantsValidation = sources.validation().isPresent() || settings.validationShare() > 0;
        if (counts[Split.TRAIN] == 0 || counts[Split.TEST] == 0 || wantsValidation && counts[Split.VALIDATION] == 0) {
            throw new DataException("The data of the task '" + task
                    + "' is too small, or too much of it belongs together: of "
                    + parts.length + " rows " + classes(table) + counts[Split.TRAIN] + " are for training, "
                    + counts[Split.VALIDATION] + " for validation (validationShare=" + settings.validationShare()
                    + ") and " + counts[Split.TEST] + " for test (testShare=" + settings.testShare() + ")");
        }
        notes.tell(
                "%,d rows for training, %,d for validation, %,d for test",
                counts[Split.TRAIN], counts[Split.VALIDATION], counts[Split.TEST]);
    }

    private String classes(RowTable table) {
        return roles.hasClasses()
                ? "in "
                        + IntStream.range(0, table.rows())
                                .map(row -> table.answers().id(row, 0))
                                .distinct()
                                .count()
                        + " classes, each of which keeps one for training, "
                : "";
    }

    private TableDataset dataset(RowTable table, byte[] parts, String checksum) {
        Layout layout = roles.layout();
        UnitIndex units = table.units();
        boolean[] known = new boolean[units.size()];
        int[] rowsOfClass = new int[units.size()];
        for (int row = 0; row < parts.length; row++) {
            if (parts[row] == Split.TRAIN) {
                mark(table.prompts(), row, known);
                mark(table.answers(), row, known);
                if (roles.hasClasses()) {
                    rowsOfClass[table.answers().id(row, 0)]++;
                }
            }
        }
        requireClasses(units, rowsOfClass);
        int[] sorted = units.sorted(known);
        char[] ids = new char[units.size()];
        Arrays.fill(ids, Layout.UNKNOWN);
        List<String> tokens = new ArrayList<>(layout.signs());
        for (int unit : sorted) {
            ids[unit] = (char) tokens.size();
            tokens.add(units.symbol(unit));
        }
        Vocabulary vocabulary = Vocabulary.ofTokens(tokens);
        SequenceBuilder sequences = new SequenceBuilder(layout, table, ids);
        List<SequencePart> built = sequences.build(parts, new RowSlices(layout, vocabulary));
        sequences.noteUnknown(notes);
        return new TableDataset(
                new UnitEncoding(layout, vocabulary, roles.promptUnit(), mostUnits(table), settings.tooLong()),
                roles.hasClasses() ? List.of(Targets.LAST, Targets.EVERY) : List.of(Targets.EVERY, Targets.LAST),
                roles.lossOnPrompt(),
                built,
                checksum,
                notes.all());
    }

    /** Returns the most units of a prompt: what is longer is cut to what models of this data can read, if it is cut. */
    private int mostUnits(RowTable table) {
        if (!roles.hasPrompts() || settings.tooLong() == TooLong.DROP) {
            return settings.maxLength();
        }
        return IntStream.range(0, table.rows())
                .map(table.prompts()::length)
                .max()
                .orElseThrow();
    }

    private static void mark(TokenColumn column, int row, boolean[] known) {
        for (int i = 0; i < column.length(row); i++) {
            known[column.id(row, i)] = true;
        }
    }

    private void requireClasses(UnitIndex units, int[] rowsOfClass) {
        if (!roles.hasClasses()) {
            return;
        }
        List<String> single = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (int id = 0; id < rowsOfClass.length; id++) {
            if (rowsOfClass[id] > 0) {
                String name = units.symbol(id).substring(Layout.LABEL_MARK.length());
                all.add(name);
                if (rowsOfClass[id] == 1) {
                    single.add(name);
                }
            }
        }
        if (all.size() < 2) {
            throw new DataException("The column '" + roles.columns().get(roles.answer()) + "' has one class only, '"
                    + Excerpt.of(all.get(0)) + "': there is nothing to tell apart");
        }
        if (!single.isEmpty()) {
            notes.warn(
                    "%,d of %,d classes have one row only, which is in the training data: %s",
                    single.size(), all.size(), Excerpt.of(String.join(", ", single)));
        }
    }
}
