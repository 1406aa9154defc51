package org.transformerbench.models.compiler.decode;

import org.transformerbench.api.Decoder;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.TokenCheck;

/**
 * A decoder that caches keys and values while the sequences fit into the context; beyond it, and after a change of parameters, it
 * recomputes. Not thread-safe.
 */
public final class CachedDecoder implements Decoder {
    private final TrainedModel model;
    private final Runnable requireOpen;
    private final TokenCheck check;
    private final DecodeEngine engine;
    private final FlatParameters parameters;
    private final int batchSize;
    private final int contextLength;
    /** The tokens so far, shape (B, T). */
    private final int[] text;

    private final KeyValueCache cache;
    /** Version of the parameters with which the cache was computed. */
    private long cachedVersion = -1;

    private int length;
    /** Decoder that takes over when the sequences outgrow the context. */
    private Decoder sliding;

    /**
     * Creates a decoder without a token.
     *
     * @param model recomputes beyond the context
     * @param requireOpen throws if the model is closed
     * @param engine computes new positions
     * @param parameters of the model
     * @param batchSize B
     */
    public CachedDecoder(
            TrainedModel model, Runnable requireOpen, DecodeEngine engine, FlatParameters parameters, int batchSize) {
        this.model = model;
        this.requireOpen = requireOpen;
        this.check = new TokenCheck(model.shape());
        this.engine = engine;
        this.parameters = parameters;
        this.batchSize = batchSize;
        this.contextLength = model.shape().contextLength();
        this.text = new int[batchSize * contextLength];
        this.cache = engine.cache(batchSize);
    }

    @Override
    public float[] append(int... tokens) {
        requireOpen.run();
        check.continuation(tokens, batchSize);
        int added = tokens.length / batchSize;
        float[] logits = length + added <= contextLength ? extend(tokens, added) : slide(tokens, added);
        length += added;
        return logits;
    }

    private float[] extend(int[] tokens, int added) {
        for (int i = 0; i < batchSize; i++) {
            System.arraycopy(tokens, i * added, text, i * contextLength + length, added);
        }
        int saved = cachedVersion == parameters.version() ? length : 0;
        engine.refresh(parameters);
        float[] logits = engine.append(cache, text, saved, length + added);
        cachedVersion = parameters.version();
        return logits;
    }

    private float[] slide(int[] tokens, int added) {
        if (sliding != null) {
            return sliding.append(tokens);
        }
        int[] all = new int[batchSize * (length + added)];
        for (int i = 0; i < batchSize; i++) {
            int to = i * (length + added);
            System.arraycopy(text, i * contextLength, all, to, length);
            System.arraycopy(tokens, i * added, all, to + length, added);
        }
        Decoder successor = Decoder.recomputing(model, batchSize);
        float[] logits = successor.append(all);
        sliding = successor;
        return logits;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public boolean cached() {
        return true;
    }
}
