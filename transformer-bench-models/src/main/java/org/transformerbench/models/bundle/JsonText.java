package org.transformerbench.models.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;

/** JSON that is written to a text. */
final class JsonText {
    private JsonText() {}

    /** A writer of values. */
    interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    static String of(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            content.write(json);
        } catch (IOException e) {
            throw new IllegalStateException("A text in memory cannot be written", e);
        }
        return text.toString();
    }
}
