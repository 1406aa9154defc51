package org.transformerbench.api;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A session that runs the calls of another one, and of its decoders and capabilities, one at a time. Constants of the session are told without
 * waiting.
 */
final class SynchronizedSession implements TrainingSession {
    private final TrainingSession session;
    /** The lock; it is fair, or a thread that takes step after step would starve all others. */
    private final Lock lock = new ReentrantLock(true);

    SynchronizedSession(TrainingSession session) {
        this.session = session;
    }

    private <T> T alone(Supplier<T> call) {
        lock.lock();
        try {
            return call.get();
        } finally {
            lock.unlock();
        }
    }

    private void alone(Runnable call) {
        lock.lock();
        try {
            call.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public StepResult step(Batch batch, double learningRate) {
        return alone(() -> session.step(batch, learningRate));
    }

    @Override
    public float[] logits(int[] tokens, int positions, Targets targets) {
        return alone(() -> session.logits(tokens, positions, targets));
    }

    @Override
    public Decoder decoder(int batchSize) {
        return alone(() -> new SynchronizedDecoder(session.decoder(batchSize)));
    }

    @Override
    public Gradients gradients(Batch batch) {
        return alone(() -> session.gradients(batch));
    }

    @Override
    public Map<String, Tensor> parameters() {
        return alone(session::parameters);
    }

    @Override
    public void load(Map<String, Tensor> parameters) {
        alone(() -> session.load(parameters));
    }

    @Override
    public long parameterCount() {
        return alone(session::parameterCount);
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        return type.isInstance(this)
                ? Optional.of(type.cast(this))
                : session.capability(type).map(found -> synchronizedView(type, found));
    }

    /** Makes every call of an interface run alone: a capability may be one of the trainer's that nobody here knows. */
    private <T> T synchronizedView(Class<T> type, T capability) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    lock.lock();
                    try {
                        return method.invoke(capability, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        lock.unlock();
                    }
                }));
    }

    @Override
    public void warmUp() {
        alone(session::warmUp);
    }

    @Override
    public OptionalLong flopsPerExample() {
        return session.flopsPerExample();
    }

    @Override
    public SequenceShape shape() {
        return session.shape();
    }

    @Override
    public String backend() {
        return session.backend();
    }

    @Override
    public int threads() {
        return session.threads();
    }

    @Override
    public void close() {
        alone(session::close);
    }

    /** A decoder that shares the session's lock, since it computes with the session's buffers. */
    private final class SynchronizedDecoder implements Decoder {
        private final Decoder decoder;

        SynchronizedDecoder(Decoder decoder) {
            this.decoder = decoder;
        }

        @Override
        public float[] append(int... tokens) {
            return alone(() -> decoder.append(tokens));
        }

        @Override
        public int length() {
            return alone(decoder::length);
        }

        @Override
        public int batchSize() {
            return decoder.batchSize();
        }

        @Override
        public boolean cached() {
            return decoder.cached();
        }
    }
}
