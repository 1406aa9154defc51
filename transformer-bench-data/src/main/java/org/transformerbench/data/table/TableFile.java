package org.transformerbench.data.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.api.config.Suggestion;
import org.transformerbench.api.config.TextPlace;
import org.transformerbench.data.table.ZeroByteCheck.ZeroByteException;

/** A table in a file. It is read row by row, and never held as a whole. */
final class TableFile implements RowSource {
    /** Maximum file size: ids of characters are counted in an {@code int}. */
    private static final long MAX_BYTES = 1L << 30;

    private static final int BUFFER = 1 << 16;
    private static final byte[] BYTE_ORDER_MARK =
            String.valueOf(TextPlace.BYTE_ORDER_MARK).getBytes(StandardCharsets.UTF_8);
    private static final char NO_QUOTE = '\0';

    private final Path file;
    private final String name;
    private final TableFormat format;
    private final boolean header;
    private String checksum = "";

    TableFile(Path file, TableFormat format, boolean header) {
        this.file = file;
        this.name = "The file " + file;
        this.format = format;
        this.header = header;
    }

    @Override
    public String checksum() {
        return checksum;
    }

    @Override
    public RowReport read(List<String> wanted, Sink sink) {
        requireFile();
        List<String> columns = wanted.stream().map(RowTable::normal).toList();
        RowReport report = new RowReport(name, "line");
        MessageDigest digest = Sha256.begin();
        try (InputStream bytes = new BufferedInputStream(
                        new ZeroByteCheck(new ReadingProgress(Files.newInputStream(file), file, Files.size(file))),
                        BUFFER);
                Reader reader = reader(new DigestInputStream(behindMark(bytes), digest))) {
            switch (format) {
                case CSV -> readSeparated(reader, ',', '"', columns, sink, report);
                case TSV -> readSeparated(reader, '\t', NO_QUOTE, columns, sink, report);
                case JSON_LINES -> readJson(new BufferedReader(reader), columns, sink, report);
                case TEXT -> readText(new BufferedReader(reader), columns, sink, report);
            }
        } catch (CsvParseException e) {
            throw badlyQuoted(e);
        } catch (UncheckedIOException e) {
            throw unreadable(e.getCause());
        } catch (IOException e) {
            throw unreadable(e);
        }
        checksum = Sha256.end(digest);
        if (report.used() == 0) {
            throw new DataException(
                    report.unusable() == 0
                            ? name + " has no rows" + (format.hasHeader() && header ? " below its header" : "")
                            : name + " has no row that can be used: " + report.reasons());
        }
        return report;
    }

    private void requireFile() {
        if (Files.isDirectory(file)) {
            throw new DataException(name + " is a folder; a table is needed");
        }
        try {
            long size = Files.size(file);
            if (size == 0) {
                throw new DataException(name + " is empty");
            }
            if (size > MAX_BYTES) {
                throw new DataException(name + " has " + size + " bytes; at most " + MAX_BYTES + " can be used");
            }
        } catch (NoSuchFileException e) {
            throw new DataException(name + " does not exist (looked for " + file.toAbsolutePath() + ")", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Passes the byte order mark, if there is one: it is no part of the text, nor of its checksum. */
    private static InputStream behindMark(InputStream bytes) throws IOException {
        bytes.mark(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(bytes.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
            bytes.reset();
        }
        return bytes;
    }

    private static Reader reader(InputStream bytes) {
        return new BufferedReader(
                new InputStreamReader(
                        bytes,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)),
                BUFFER);
    }

    private void readSeparated(
            Reader reader, char separator, char quote, List<String> wanted, Sink sink, RowReport report)
            throws IOException {
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .fieldSeparator(separator)
                .quoteCharacter(quote)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(reader)) {
            String[] values = new String[wanted.size()];
            Columns columns = null;
            for (CsvRecord csvRecord : records) {
                List<String> fields = csvRecord.getFields();
                if (columns == null) {
                    if (header) {
                        List<String> names = fields.stream()
                                .map(field -> RowTable.normal(field).strip())
                                .toList();
                        columns = Columns.named(name, names, wanted);
                        report.describe(columns.description(names));
                        continue;
                    }
                    columns = Columns.numbered(name, fields.size(), wanted);
                }
                take(csvRecord.getStartingLineNumber(), columns.pick(fields, values), values, sink, report);
            }
        }
    }

    private static void take(long line, String fault, String[] values, Sink sink, RowReport report) {
        report.count(line, fault.isEmpty() ? sink.accept(values) : Optional.of(fault));
    }

    private void readText(BufferedReader reader, List<String> wanted, Sink sink, RowReport report) throws IOException {
        Columns columns = Columns.numbered(name, 1, wanted);
        String[] values = new String[wanted.size()];
        long number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (!line.isEmpty()) {
                take(number, columns.pick(List.of(line), values), values, sink, report);
            }
        }
    }

    private static void readJson(BufferedReader reader, List<String> wanted, Sink sink, RowReport report)
            throws IOException {
        String[] values = new String[wanted.size()];
        long number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (!line.isBlank()) {
                take(number, pickMembers(line, wanted, values), values, sink, report);
            }
        }
    }

    private static String pickMembers(String line, List<String> wanted, String[] values) {
        JsonNode object;
        try {
            object = Json.tree(line);
        } catch (JsonProcessingException e) {
            return "column " + e.getLocation().getColumnNr() + " is no JSON: " + Excerpt.of(e.getOriginalMessage());
        }
        if (!object.isObject()) {
            return "it is no JSON object";
        }
        List<String> names = new ArrayList<>();
        List<JsonNode> members = new ArrayList<>();
        object.properties().forEach(member -> {
            names.add(RowTable.normal(member.getKey()));
            members.add(member.getValue());
        });
        for (int i = 0; i < values.length; i++) {
            String column = wanted.get(i);
            boolean byNumber = !names.contains(column) && Columns.isNumber(column);
            int place = byNumber ? Integer.parseInt(column) - 1 : names.indexOf(column);
            if (place < 0 || place >= names.size()) {
                return "it has no member '" + Excerpt.of(column) + "'" + Suggestion.didYouMean(column, names)
                        + " Its members: " + Excerpt.of(String.join(", ", names));
            }
            JsonNode value = members.get(place);
            if (!value.isValueNode() || value.isNull()) {
                return "member '" + Excerpt.of(names.get(place)) + "' is no text";
            }
            values[i] = value.asText();
            if (values[i].isBlank()) {
                return "member '" + Excerpt.of(names.get(place)) + "' is blank";
            }
        }
        return "";
    }

    private DataException badlyQuoted(CsvParseException e) {
        String place = readAgain()
                .flatMap(QuoteFault::find)
                .map(fault -> ", " + fault
                        + ": the quote there opens a value that does not end with a quote before a comma or a line end"
                        + "; write a quote inside of a value as two, or say format=tsv for values without quotes")
                .orElse(" cannot be read as CSV: " + e.getMessage());
        return new DataException(name + place, e);
    }

    private DataException unreadable(IOException e) {
        if (e instanceof CharacterCodingException) {
            String fault = readAgain().map(TextPlace::describeMalformed).orElse("is not valid UTF-8");
            return new DataException(name + " " + fault, e);
        }
        if (e instanceof ZeroByteException zero) {
            String place = readAgain()
                    .map(bytes ->
                            ", " + TextPlace.behind(new String(bytes, 0, zero.place(), StandardCharsets.UTF_8)) + ",")
                    .orElse("");
            return new DataException(
                    name + " is no UTF-8 text but looks like a binary file or UTF-16: its byte " + zero.place() + place
                            + " is zero; convert it to UTF-8 first",
                    e);
        }
        return new DataException(name + " cannot be read: " + e, e);
    }

    /** Reads all bytes, to find the place of a fault. */
    private Optional<byte[]> readAgain() {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
