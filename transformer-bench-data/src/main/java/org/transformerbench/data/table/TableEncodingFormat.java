package org.transformerbench.data.table;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncodingFormat;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.TextSettings;

/** The written form of the encoding of lines, pairs and labels. */
public final class TableEncodingFormat implements TextEncodingFormat {
    private static final String LAYOUT = "layout";
    private static final String PROMPT_UNIT = "promptUnit";
    private static final String MAX_LENGTH = "maxLength";
    private static final String TOO_LONG = "tooLong";

    /** Creates the format for service discovery. */
    public TableEncodingFormat() {}

    @Override
    public String kind() {
        return "table";
    }

    @Override
    public Optional<Map<String, String>> write(TextEncoding encoding) {
        if (!(encoding instanceof UnitEncoding units)) {
            return Optional.empty();
        }
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(LAYOUT, units.layout().name());
        settings.put(PROMPT_UNIT, units.promptUnit().name());
        settings.put(MAX_LENGTH, String.valueOf(units.maxLength()));
        settings.put(TOO_LONG, units.tooLong().name());
        return Optional.of(settings);
    }

    @Override
    public TextEncoding read(Map<String, String> settings, Vocabulary vocabulary) {
        TextSettings fields = new TextSettings(settings);
        UnitEncoding encoding = new UnitEncoding(
                fields.constant(LAYOUT, Layout.class),
                vocabulary,
                fields.constant(PROMPT_UNIT, Unit.class),
                fields.whole(MAX_LENGTH),
                fields.constant(TOO_LONG, TooLong.class));
        fields.requireAllRead();
        return encoding;
    }
}
