package org.transformerbench.models.predict;

import java.util.Optional;
import org.transformerbench.api.TextEncoding.Kind;
import org.transformerbench.api.inference.TextPredictor;
import org.transformerbench.models.bundle.Bundle;

/**
 * The buffers and programs that one thread at a time computes with.
 *
 * @param model as it is computed on the caller's thread
 * @param texts answers texts with it; empty for running text, and where it is not known how a text becomes tokens
 */
record PredictorWorker(WorkerModel model, Optional<TextPredictor> texts) {

    static PredictorWorker of(Bundle bundle, WorkerModel model) {
        return new PredictorWorker(
                model,
                bundle.encoding()
                        .filter(encoding -> encoding.kind() == Kind.LABEL
                                || encoding.endToken().isPresent())
                        .map(encoding -> new TextPredictor(model, bundle.card().targets(), encoding)));
    }
}
