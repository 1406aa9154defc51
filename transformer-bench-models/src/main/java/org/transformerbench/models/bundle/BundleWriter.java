package org.transformerbench.models.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.models.checkpoint.Safetensors;

/**
 * A writer of bundles, see the description of this package for the format. It loads no class of ND4J. Immutable and thread-safe.
 */
public final class BundleWriter {
    private static final Logger LOG = LoggerFactory.getLogger(BundleWriter.class);

    /** Creates a writer. */
    public BundleWriter() {}

    /**
     * Writes a bundle. The text encoding of a plug-in that registers no {@link org.transformerbench.api.TextEncodingFormat} for it is
     * left out, and that is logged.
     *
     * @param path the file, replaced atomically; its folder is made if it is not there
     * @param bundle the content
     * @throws ConfigException if two formats of text encodings have the same kind
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public void write(Path path, Bundle bundle) throws IOException {
        ForwardGraph forward = bundle.forward();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(BundleKeys.CARD, new CardJson(bundle.card(), forward.prefixStable(), forward.missing()).write());
        metadata.put(BundleKeys.MODEL_CONFIG, bundle.card().modelConfig());
        bundle.encoding()
                .flatMap(BundleWriter::encoding)
                .ifPresent(encoding -> metadata.put(BundleKeys.ENCODING, encoding));
        bundle.spec().ifPresent(spec -> metadata.put(BundleKeys.SPEC, spec));
        bundle.result().ifPresent(result -> metadata.put(BundleKeys.RESULT, result));
        forward.graph().ifPresent(graph -> metadata.put(BundleKeys.GRAPH, GraphJson.write(graph)));
        new Safetensors().write(path, bundle.parameters(), metadata);
    }

    /**
     * Writes a text encoding as it stands in a bundle. If no format does, a warning is logged.
     *
     * @param encoding the encoding
     * @return JSON, an object with {@code kind} and {@code settings}; empty if no {@link
     *     org.transformerbench.api.TextEncodingFormat} writes it
     */
    public static Optional<String> encoding(TextEncoding encoding) {
        // A plug-in's format is beside the encoding.
        Optional<String> json = new EncodingJson(
                        List.of(encoding.getClass().getClassLoader(), BundleWriter.class.getClassLoader()))
                .write(encoding);
        if (json.isEmpty()) {
            LOG.warn(
                    "The file takes tokens and no text: no TextEncodingFormat writes a {}",
                    encoding.getClass().getName());
        }
        return json;
    }
}
