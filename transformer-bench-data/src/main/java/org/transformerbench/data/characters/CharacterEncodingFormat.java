package org.transformerbench.data.characters;

import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncodingFormat;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.TextSettings;

/** The written form of the encoding of running text: its vocabulary says all. */
public final class CharacterEncodingFormat implements TextEncodingFormat {

    /** Creates the format for service discovery. */
    public CharacterEncodingFormat() {}

    @Override
    public String kind() {
        return "characters";
    }

    @Override
    public Optional<Map<String, String>> write(TextEncoding encoding) {
        return encoding instanceof CharacterTextEncoding ? Optional.of(Map.of()) : Optional.empty();
    }

    @Override
    public TextEncoding read(Map<String, String> settings, Vocabulary vocabulary) {
        new TextSettings(settings).requireAllRead();
        return new CharacterTextEncoding(vocabulary);
    }
}
