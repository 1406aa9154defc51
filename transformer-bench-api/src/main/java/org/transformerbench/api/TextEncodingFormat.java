package org.transformerbench.api;

import java.util.Map;
import java.util.Optional;

/**
 * A written form of one kind of {@link TextEncoding}, so that a model in a file reads and writes text without the data that it was
 * trained on. Implementations are stateless, have a public constructor without parameters, and are found by
 * {@link java.util.ServiceLoader}. Neither they nor the encodings that they read may need ND4J.
 */
public interface TextEncodingFormat {

    /**
     * Returns the name of the kind in files.
     *
     * @return an id in kebab-case, as for {@link Model#id()}, such as {@code arithmetic}
     */
    String kind();

    /**
     * Writes the settings of an encoding, without its vocabulary, which is kept beside them.
     *
     * @param encoding any encoding
     * @return name to value as text, from which {@link #read} makes an equal encoding; empty if it is none of this kind
     */
    Optional<Map<String, String>> write(TextEncoding encoding);

    /**
     * Reads an encoding. The settings may come from anywhere, and are not trusted.
     *
     * @param settings name to value as text
     * @param vocabulary of the model
     * @return the encoding
     * @throws IllegalArgumentException if a setting is missing, unknown or not valid, or does not fit the vocabulary; the message
     *     names it, its value and the rule
     */
    TextEncoding read(Map<String, String> settings, Vocabulary vocabulary);
}
