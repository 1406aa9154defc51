package org.transformerbench.models.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.DataException;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.models.checkpoint.Safetensors;
import org.transformerbench.models.checkpoint.SafetensorsFile;

/**
 * A reader of bundles. It loads no class of ND4J, and of all libraries needs jackson-core and slf4j-api only. Immutable and
 * thread-safe.
 */
public final class BundleReader {
    private final EncodingJson encodings;

    /**
     * Creates a reader that knows the text encodings beside this library, and those of the thread's context class loader.
     *
     * @throws ConfigException if two text encodings have the same kind
     */
    public BundleReader() {
        this(Thread.currentThread().getContextClassLoader());
    }

    /**
     * Creates a reader that knows the text encodings beside this library, and those of a class loader.
     *
     * @param loader where each {@link org.transformerbench.api.TextEncodingFormat} is looked up; null for nowhere else
     * @throws ConfigException if two text encodings have the same kind
     */
    public BundleReader(ClassLoader loader) {
        List<ClassLoader> loaders = new ArrayList<>(List.of(BundleReader.class.getClassLoader()));
        if (loader != null) {
            loaders.add(loader);
        }
        this.encodings = new EncodingJson(loaders);
    }

    /**
     * Returns whether a file says that it holds a graph and a text encoding, all that it takes to answer texts. It may be damaged
     * nevertheless.
     *
     * @param path the file
     * @return false for mere weights, and for files of earlier versions
     * @throws DataException if it is no safetensors file; the message names the file and the reason
     * @throws IOException if it cannot be read
     */
    public static boolean answersTexts(Path path) throws IOException {
        Map<String, String> metadata = new Safetensors().readMetadata(path);
        return metadata.containsKey(BundleKeys.GRAPH) && metadata.containsKey(BundleKeys.ENCODING);
    }

    /**
     * Reads a bundle, which may come from anywhere and is not trusted. One whose text encoding is not known here takes tokens and no
     * text, and that is logged.
     *
     * @param path the file
     * @return its content
     * @throws DataException if it is no bundle, of another version, or not valid; the message names the file, the place and the
     *     reason
     * @throws IOException if it cannot be read
     */
    public Bundle read(Path path) throws IOException {
        SafetensorsFile file = new Safetensors().readFile(path);
        Map<String, String> metadata = file.metadata();
        String card = metadata.get(BundleKeys.CARD);
        if (card == null) {
            throw new DataException(path + " holds parameters, but does not say of which model: it is no bundle of this"
                    + " library. Weights of PyTorch become one with 'import'");
        }
        try {
            return bundle(file, CardJson.read(card, metadata.getOrDefault(BundleKeys.MODEL_CONFIG, "{}")));
        } catch (DataException | ConfigException e) {
            throw new DataException(path + " is no valid bundle: " + e.getMessage(), e);
        }
    }

    private Bundle bundle(SafetensorsFile file, CardJson description) {
        Map<String, String> metadata = file.metadata();
        BundleCard card = description.card();
        return new Bundle(
                card,
                encoding(Optional.ofNullable(metadata.get(BundleKeys.ENCODING)), card),
                forward(Optional.ofNullable(metadata.get(BundleKeys.GRAPH)), description),
                file.tensors(),
                Optional.ofNullable(metadata.get(BundleKeys.SPEC)),
                Optional.ofNullable(metadata.get(BundleKeys.RESULT)));
    }

    private Optional<TextEncoding> encoding(Optional<String> json, BundleCard card) {
        return json.flatMap(text -> encodings.read(
                text,
                card.vocabulary().orElseThrow(() -> new ConfigException("it has a text encoding, but no vocabulary"))));
    }

    private static ForwardGraph forward(Optional<String> json, CardJson description) {
        return new ForwardGraph(json.map(GraphJson::read), description.missing(), description.prefixStable());
    }
}
