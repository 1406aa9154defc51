package org.transformerbench.models.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Json;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.BundleCard;
import org.transformerbench.models.bundle.BundleWriter;

/** The metadata of an exported model: what a program needs to turn text into tokens and back, and where the model comes from. */
final class OnnxMetadata {
    private static final ObjectMapper MAPPER = Json.mapper();

    private OnnxMetadata() {}

    /** Returns the values by key, in the order in which they are written. */
    static Map<String, String> of(Bundle bundle, OnnxSummary summary) {
        BundleCard card = bundle.card();
        Map<String, String> metadata = new LinkedHashMap<>();
        bundle.result().flatMap(OnnxMetadata::runId).ifPresent(id -> metadata.put("id", id));
        metadata.put("model", card.model());
        metadata.put("config", card.modelConfig());
        card.task().ifPresent(task -> metadata.put("task", task));
        metadata.put("targets", card.targets().name());
        metadata.put("context_length", String.valueOf(card.shape().contextLength()));
        metadata.put("length", summary.fixedLength().isPresent() ? "fixed" : "any");
        card.vocabulary().map(Vocabulary::tokens).ifPresent(symbols -> metadata.put("vocabulary", json(symbols)));
        bundle.encoding().flatMap(BundleWriter::encoding).ifPresent(encoding -> metadata.put("encoding", encoding));
        bundle.spec().ifPresent(spec -> metadata.put("run", spec));
        bundle.result().ifPresent(result -> metadata.put("result", result));
        metadata.put("bundle_version", String.valueOf(Bundle.VERSION));
        return metadata;
    }

    private static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts cannot be written as JSON", e);
        }
    }

    private static Optional<String> runId(String result) {
        try {
            JsonNode id = MAPPER.readTree(result).path("runId");
            return id.isTextual() ? Optional.of(id.textValue()) : Optional.empty();
        } catch (JsonProcessingException e) {
            throw new DataException("The result in the bundle is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }
}
