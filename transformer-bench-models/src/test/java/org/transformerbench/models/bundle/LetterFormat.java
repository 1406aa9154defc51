package org.transformerbench.models.bundle;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncodingFormat;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.TextSettings;

/** The written form of an encoding of letters; the modules of tasks are not on the class path of these tests. */
public final class LetterFormat implements TextEncodingFormat {

    /** Letters up to an end sign. */
    record Letters(Vocabulary vocabulary, int end) implements TextEncoding {
        @Override
        public Kind kind() {
            return Kind.LINE;
        }

        @Override
        public Prompt encode(String input) {
            return new Prompt(vocabulary.encode(input), 0, 0);
        }

        @Override
        public String decode(int... tokens) {
            return vocabulary.decode(tokens);
        }

        @Override
        public OptionalInt endToken() {
            return OptionalInt.of(end);
        }

        @Override
        public OptionalInt padToken() {
            return OptionalInt.empty();
        }
    }

    @Override
    public String kind() {
        return "letters";
    }

    @Override
    public Optional<Map<String, String>> write(TextEncoding encoding) {
        return encoding instanceof Letters letters
                ? Optional.of(Map.of("end", String.valueOf(letters.end())))
                : Optional.empty();
    }

    @Override
    public TextEncoding read(Map<String, String> settings, Vocabulary vocabulary) {
        TextSettings fields = new TextSettings(settings);
        Letters letters = new Letters(vocabulary, fields.whole("end"));
        fields.requireAllRead();
        return letters;
    }
}
