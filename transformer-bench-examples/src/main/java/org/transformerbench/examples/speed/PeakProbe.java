package org.transformerbench.examples.speed;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.Strided;

/**
 * A probe of the fastest matrix products that the kernels reach on this machine, with which a step's flops are compared. Where an
 * array begins in memory decides whether its vectors cross cache lines, at up to half the speed; Java cannot choose it, so that
 * each round has a right factor at another address.
 */
public final class PeakProbe {
    private static final int SIZE = 256;
    /** Number of products per task; so many that the start of the threads does not count. */
    private static final int PRODUCTS = 5;

    private static final int MIN_ROUNDS = 3;
    /** Difference in array length that moves the next array by eight bytes, a JVM's usual alignment. */
    private static final int SHIFT = 2;

    private static final int SHIFTS = 8;

    private PeakProbe() {}

    /**
     * Measures the speed of matrix products, each thread with its own matrices.
     *
     * @param kernels whose product
     * @param threads at least 1
     * @param time how long to try; the best round counts
     * @return thousand millions of multiplications and additions per second, all threads together
     */
    public static double gflops(Kernels kernels, int threads, Duration time) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<float[][]> own = Stream.generate(() -> new float[][] {filled(SIZE * SIZE), filled(SIZE * SIZE)})
                    .limit(threads)
                    .toList();
            long begin = System.nanoTime();
            long best = Long.MAX_VALUE;
            for (int round = 0; round < MIN_ROUNDS || System.nanoTime() - begin < time.toNanos(); round++) {
                float[] w = filled(SIZE * SIZE + round % SHIFTS * SHIFT);
                List<Callable<Void>> tasks = own.stream()
                        .<Callable<Void>>map(xy -> () -> multiply(kernels, xy[0], w, xy[1]))
                        .toList();
                long before = System.nanoTime();
                for (Future<Void> done : pool.invokeAll(tasks)) {
                    done.get();
                }
                best = Math.min(best, System.nanoTime() - before);
            }
            return 2.0 * SIZE * SIZE * SIZE * PRODUCTS * threads / best;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the peak was measured", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A matrix product failed: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdown();
        }
    }

    private static Void multiply(Kernels kernels, float[] x, float[] w, float[] y) {
        for (int product = 0; product < PRODUCTS; product++) {
            kernels.products()
                    .linear(new Strided(x, 0, SIZE), w, null, new Strided(y, 0, SIZE), SIZE, SIZE, SIZE, false);
        }
        return null;
    }

    private static float[] filled(int size) {
        float[] values = new float[size];
        Arrays.fill(values, 0.5f);
        return values;
    }
}
