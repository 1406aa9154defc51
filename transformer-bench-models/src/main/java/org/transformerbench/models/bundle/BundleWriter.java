package org.transformerbench.models.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.models.checkpoint.Safetensors;

/**
 * A writer of bundles, see the description of this package for the format. It loads no class of ND4J. Immutable and thread-safe.
 */
public final class BundleWriter {
    private final EncodingJson encodings;

    /**
     * Creates a writer that knows the text encodings beside this library.
     *
     * @throws ConfigException if two text encodings have the same kind
     */
    public BundleWriter() {
        this(BundleWriter.class.getClassLoader());
    }

    /**
     * Creates a writer that knows the text encodings of a class loader.
     *
     * @param loader where each {@link org.transformerbench.api.TextEncodingFormat} is looked up
     * @throws ConfigException if two text encodings have the same kind
     */
    public BundleWriter(ClassLoader loader) {
        this.encodings = new EncodingJson(loader);
    }

    /**
     * Writes a bundle. A text encoding that no format knows is left out: that of a plug-in which does not register one.
     *
     * @param path the file, replaced atomically; its folder is made if it is not there
     * @param bundle the content
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public void write(Path path, Bundle bundle) throws IOException {
        ForwardGraph forward = bundle.forward();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(
                BundleKeys.CARD, new CardJson(bundle.card(), forward.prefixStable(), forward.missing()).write());
        metadata.put(BundleKeys.MODEL_CONFIG, bundle.card().modelConfig());
        encoding(bundle).ifPresent(encoding -> metadata.put(BundleKeys.ENCODING, encoding));
        bundle.spec().ifPresent(spec -> metadata.put(BundleKeys.SPEC, spec));
        bundle.result().ifPresent(result -> metadata.put(BundleKeys.RESULT, result));
        forward.graph().ifPresent(graph -> metadata.put(BundleKeys.GRAPH, GraphJson.write(graph)));
        new Safetensors().write(path, bundle.parameters(), metadata);
    }

    /**
     * Returns the written form of a bundle's text encoding.
     *
     * @param bundle the bundle
     * @return JSON, an object with {@code kind} and {@code settings}; empty if it has none, or one that no format knows
     */
    public Optional<String> encoding(Bundle bundle) {
        return bundle.encoding().flatMap(encodings::write);
    }
}
