package org.transformerbench.models.predict;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.compiler.batch.ForwardEngine;
import org.transformerbench.models.compiler.batch.TokenCheck;
import org.transformerbench.models.compiler.decode.CachedDecoder;
import org.transformerbench.models.compiler.decode.DecodeEngine;
import org.transformerbench.models.compiler.decode.DecodeProgram;
import org.transformerbench.models.compiler.decode.KeyValueCache;

/**
 * The model of a bundle as one worker computes it, on its caller's thread. Not thread-safe.
 *
 * <p>The graph has rows for the whole context. A shorter text is computed position by position, with keys and values kept, where
 * positions meet in causal attention alone; else with other tokens after it, which its logits do not depend on.
 */
final class WorkerModel implements TrainedModel {
    private final Bundle bundle;
    private final Supplier<ForwardPrograms> programs;
    private final int worker;
    private final SequenceShape shape;
    private final TokenCheck check;
    /** Whether texts may be shorter than the context. */
    private final boolean readsAnyLength;

    /** Whether texts are read from their first token on; else in windows of the whole context. */
    private final boolean readsSequences;

    /** The keys and values of a single text that nobody continues, for the next one; null at first. */
    private KeyValueCache spare;

    private DecodeProgram spareProgram;

    /**
     * @param programs those to be used from now on
     * @param worker whose buffers nobody else uses
     */
    WorkerModel(Bundle bundle, Supplier<ForwardPrograms> programs, int worker) {
        this.bundle = bundle;
        this.programs = programs;
        this.worker = worker;
        this.shape = bundle.card().shape();
        this.check = new TokenCheck(shape);
        this.readsAnyLength = readsAnyLength(bundle);
        this.readsSequences = readsAnyLength && !readsPadding(bundle);
    }

    private static boolean readsAnyLength(Bundle bundle) {
        SequenceShape shape = bundle.card().shape();
        return shape.outputPositions() == shape.contextLength()
                && bundle.forward().prefixStable();
    }

    private static boolean readsPadding(Bundle bundle) {
        return bundle.card().targets() == Targets.LAST
                && bundle.encoding()
                        .filter(encoding -> encoding.padToken().isPresent())
                        .isPresent();
    }

    /** Returns whether a text must be as long as the context. */
    static boolean readsWholeWindows(Bundle bundle) {
        return !readsAnyLength(bundle) && !readsPadding(bundle);
    }

    @Override
    public SequenceShape shape() {
        return shape;
    }

    /** Compiles what most calls need. */
    void prepare() {
        if (!readsSequences) {
            programs.get().engine(Targets.LAST);
        } else if (programs.get().decoding(1).isEmpty()) {
            programs.get().engine(Targets.EVERY);
        }
    }

    @Override
    public float[] logits(int[] tokens, int positions, Targets targets) {
        check.rows(tokens, positions);
        int batchSize = tokens.length / positions;
        if (positions == shape.contextLength()) {
            return whole(tokens, batchSize, targets);
        }
        if (!readsAnyLength) {
            throw new IllegalArgumentException(
                    "The model reads windows of " + shape.contextLength() + " tokens, not of " + positions);
        }
        Optional<DecodeProgram> decoding =
                targets == Targets.LAST ? programs.get().decoding(batchSize) : Optional.empty();
        if (decoding.isPresent()) {
            return positionByPosition(decoding.get(), tokens, positions);
        }
        float[] all = whole(widened(tokens, positions), batchSize, Targets.EVERY);
        int first = targets == Targets.LAST ? positions - 1 : 0;
        int rows = positions - first;
        int width = shape.vocabularySize();
        float[] logits = new float[batchSize * rows * width];
        for (int i = 0; i < batchSize; i++) {
            int from = (i * shape.contextLength() + first) * width;
            System.arraycopy(all, from, logits, i * rows * width, rows * width);
        }
        return logits;
    }

    private float[] whole(int[] tokens, int batchSize, Targets targets) {
        ForwardEngine engine = programs.get().engine(shape.outputPositions() == 1 ? Targets.LAST : targets);
        float[] logits = new float[batchSize * engine.logitsPerExample()];
        engine.logits(tokens, batchSize, worker, logits);
        return logits;
    }

    private float[] positionByPosition(DecodeProgram program, int[] tokens, int positions) {
        int batchSize = tokens.length / positions;
        DecodeEngine engine = new DecodeEngine(program, worker);
        KeyValueCache cache = batchSize == 1 && spareProgram == program ? spare : engine.cache(batchSize);
        if (batchSize == 1) {
            spare = cache;
            spareProgram = program;
        }
        return engine.append(cache, widened(tokens, positions), 0, positions);
    }

    /** Returns rows of the whole context, with the token 0 after the given ones. */
    private int[] widened(int[] tokens, int positions) {
        int contextLength = shape.contextLength();
        int[] wide = new int[tokens.length / positions * contextLength];
        for (int from = 0, to = 0; from < tokens.length; from += positions, to += contextLength) {
            System.arraycopy(tokens, from, wide, to, positions);
        }
        return wide;
    }

    @Override
    public Decoder decoder(int batchSize) {
        ForwardPrograms current = programs.get();
        return (readsAnyLength ? current.decoding(batchSize) : Optional.<DecodeProgram>empty())
                .<Decoder>map(program -> new CachedDecoder(
                        this, () -> {}, new DecodeEngine(program, worker), current.parameters(), batchSize))
                .orElseGet(() -> Decoder.recomputing(this, batchSize));
    }

    /** Computes some of what texts need, for a comparison of times: one of them, and several. */
    void exercise() {
        for (int batchSize : new int[] {1, 16}) {
            if (readsSequences) {
                int prompt = (shape.contextLength() + 1) / 2;
                Decoder decoder = decoder(batchSize);
                decoder.append(new int[batchSize * prompt]);
                for (int i = prompt; i < shape.contextLength(); i++) {
                    decoder.append(new int[batchSize]);
                }
            } else {
                logits(new int[batchSize * shape.contextLength()], shape.contextLength(), Targets.LAST);
            }
        }
    }

    @Override
    public Map<String, Tensor> parameters() {
        return bundle.parameters();
    }

    @Override
    public void load(Map<String, Tensor> parameters) {
        throw new UnsupportedOperationException("A predictor's parameters do not change");
    }

    /** Does nothing: what the worker uses is the predictor's. */
    @Override
    public void close() {}
}
