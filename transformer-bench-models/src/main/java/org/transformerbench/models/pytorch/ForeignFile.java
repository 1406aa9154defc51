package org.transformerbench.models.pytorch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.transformerbench.api.DataException;

/** The kinds of files that are mistaken for weights, and what to do about each. */
enum ForeignFile {
    /** A zip file of pickles, as torch.save has written since 2020. */
    ZIP("PK\u0003\u0004") {
        @Override
        String advice(String name) {
            return PICKLE.advice(name);
        }
    },
    PICKLE("\u0080") {
        @Override
        String advice(String name) {
            return "is a pickle file, as torch.save writes it. Reading such a file can run any program that is hidden in it, so that it"
                    + " is not read here. Where you trust it, Python makes a safetensors file of it:\n"
                    + "  python -c \"import torch; from safetensors.torch import save_file; c = torch.load('" + name
                    + "', map_location='cpu', weights_only=True); c = c.get('model', c.get('state_dict', c));"
                    + " save_file({k: v.clone().contiguous() for k, v in c.items()}, '"
                    + name.replaceFirst("\\.[^.]*$", "") + ".safetensors')\"";
        }
    },
    LFS_POINTER("version https://git-lfs") {
        @Override
        String advice(String name) {
            return "is not the weights, but the note that Git LFS leaves in their place; 'git lfs pull' fetches them";
        }
    };

    /** Names that need no quoting in the advice. */
    private static final String PLAIN_NAME = "[\\w.-]+";

    private final byte[] beginning;

    ForeignFile(String beginning) {
        this.beginning = beginning.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the end of a sentence that begins with the file. */
    abstract String advice(String name);

    /**
     * Checks that a file is none of these.
     *
     * @throws DataException if it is one; the message says what to do
     * @throws IOException if it cannot be read
     */
    static void refuse(Path path) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(64);
        }
        // A safetensors file has an opening brace here; the length before it may have any bytes.
        if (start.length > 8 && start[8] == '{') {
            return;
        }
        for (ForeignFile kind : values()) {
            int length = kind.beginning.length;
            if (start.length >= length && Arrays.equals(start, 0, length, kind.beginning, 0, length)) {
                String name = String.valueOf(path.getFileName());
                throw new DataException(path + " " + kind.advice(name.matches(PLAIN_NAME) ? name : "model.pt"));
            }
        }
    }
}
