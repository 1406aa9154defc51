package org.transformerbench.models.predict;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.transformerbench.api.config.ThreadPools;

/**
 * A pool of workers, each used by one thread at a time. Callers compute on their own threads, and wait while all workers are in
 * use; an interrupt does not end that wait. Only a call of several parts takes further threads, where workers are free.
 *
 * @param <W> the type of workers
 */
final class WorkerPool<W> implements AutoCloseable {

    /** A part of a call. */
    interface Part<W> {
        void run(int number, W worker);
    }

    private final int size;
    private final IntFunction<W> maker;
    private final ExecutorService threads;
    private final Semaphore free;
    /** The free workers that were made, the one used last first: its buffers are in the cache. */
    private final Deque<W> idle = new ArrayDeque<>();

    private int made;
    private boolean closed;

    /**
     * @param size the most workers at the same time
     * @param maker makes a worker when all others are in use, given its number
     * @param threads help; closed with the pool
     */
    WorkerPool(int size, IntFunction<W> maker, ExecutorService threads) {
        this.size = size;
        this.maker = maker;
        this.threads = threads;
        this.free = new Semaphore(size);
    }

    /**
     * Calls something with a worker.
     *
     * @throws IllegalStateException if the pool is closed
     */
    <R> R use(Function<W, R> call) {
        free.acquireUninterruptibly();
        return release(call);
    }

    /** Calls something with a worker for a permit, which is given back. */
    private <R> R release(Function<W, R> call) {
        W worker = null;
        try {
            worker = next();
            return call.apply(worker);
        } finally {
            if (worker != null) {
                give(worker);
            }
            free.release();
        }
    }

    private synchronized W next() {
        if (closed) {
            throw new IllegalStateException("The predictor is closed");
        }
        W worker = idle.poll();
        return worker == null ? maker.apply(made++) : worker;
    }

    private synchronized void give(W worker) {
        idle.push(worker);
    }

    /**
     * Runs each part once and waits for all. Parts are independent of one another, so that it does not matter which thread runs
     * which one. Throws what the first part of those that fail has thrown: parts begin in their order, so that all before it
     * have ended well.
     *
     * @throws IllegalStateException if the pool is closed
     */
    void each(int parts, Part<W> part) {
        AtomicInteger next = new AtomicInteger();
        ConcurrentSkipListMap<Integer, Throwable> failures = new ConcurrentSkipListMap<>();
        Function<W, Void> loop = worker -> {
            for (int number = next.getAndIncrement(); number < parts; number = next.getAndIncrement()) {
                try {
                    part.run(number, worker);
                } catch (Throwable e) {
                    failures.put(number, e);
                    next.set(parts);
                }
            }
            return null;
        };
        // Helpers hold it for reading; whoever comes after the end does not get it any more.
        ReadWriteLock open = new ReentrantReadWriteLock();
        use(worker -> {
            for (int helper = 1; helper < Math.min(parts, size); helper++) {
                threads.execute(() -> help(open, loop));
            }
            return loop.apply(worker);
        });
        open.writeLock().lock();
        if (!failures.isEmpty()) {
            rethrow(failures.firstEntry().getValue());
        }
    }

    private void help(ReadWriteLock open, Function<W, Void> loop) {
        if (open.readLock().tryLock()) {
            try {
                if (free.tryAcquire()) {
                    release(loop);
                }
            } finally {
                open.readLock().unlock();
            }
        }
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Waits for running calls, and lets none begin any more. Once more, it has no effect. */
    @Override
    public void close() {
        free.acquireUninterruptibly(size);
        synchronized (this) {
            closed = true;
        }
        free.release(size);
        ThreadPools.close(threads);
    }
}
