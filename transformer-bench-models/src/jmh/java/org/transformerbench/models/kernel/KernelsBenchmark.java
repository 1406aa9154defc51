package org.transformerbench.models.kernel;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds per call of each kernel, on one core. A product has 2 x rows x k x n operations, so that this number divided
 * by the nanoseconds is GFLOP/s; the other kernels count elements and give nanoseconds per element. The build compiles it
 * and does not run it; to run it, start {@code org.openjdk.jmh.Main} on the test class path of this module, with
 * {@code --add-modules jdk.incubator.vector}, as the IDE does it or with
 * {@code mvn test-compile dependency:build-classpath}; {@code -p set=vector} selects.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelsBenchmark {
    private static final int ELEMENTS = 768 * 64;

    /** Which kernels. */
    @Param({"plain", "vector"})
    public String set;

    private Kernels kernels;
    private float[] x;
    private float[] dy;
    private float[] y;
    private float[] kept;
    private float[] perRow;

    /** Numbers for all. */
    @Setup
    public void prepare() {
        kernels = KernelChoice.named(set);
        x = Padded.numbers(ELEMENTS, 1);
        dy = Padded.numbers(ELEMENTS, 2);
        y = new float[ELEMENTS];
        kept = new float[ELEMENTS];
        perRow = new float[ELEMENTS];
    }

    /** The sizes of a product. */
    @State(Scope.Thread)
    public static class Product {
        /** Rows x k x n. */
        @Param({"768x16x48", "768x16x64", "768x64x16", "128x64x256", "12x4x16", "128x2048x256", "128x256x2048"})
        public String size;

        private int rows;
        private int k;
        private int n;
        private float[] x;
        private float[] w;
        private float[] bias;
        private float[] y;
        private float[] scratch;

        /** Numbers for this size. */
        @Setup
        public void prepare() {
            String[] sizes = size.split("x");
            rows = Integer.parseInt(sizes[0]);
            k = Integer.parseInt(sizes[1]);
            n = Integer.parseInt(sizes[2]);
            x = Padded.numbers(rows * k, 1);
            w = Padded.numbers(k * n, 2);
            bias = Padded.numbers(n, 3);
            y = Padded.numbers(rows * n, 4);
            scratch = new float[ProductKernels.SCRATCH];
        }
    }

    /** Attention of one example: 4 heads of 16 over 128 positions, as on Shakespeare, or of 4 over 12, as on addition. */
    @State(Scope.Thread)
    public static class Heads {
        /** Positions x heads x width of a head. */
        @Param({"128x4x16", "12x4x4"})
        public String heads;

        private HeadLayout layout;
        private Strided[] rows;
        private Strided[] gradients;
        private float[] weights;

        /** Numbers for this size, and the weights of a forward pass. */
        @Setup
        public void prepare(KernelsBenchmark benchmark) {
            String[] sizes = heads.split("x");
            int positions = Integer.parseInt(sizes[0]);
            int count = Integer.parseInt(sizes[1]);
            int width = Integer.parseInt(sizes[2]);
            layout = new HeadLayout(positions, count, width, 0.25f, 0, 0, 0, 1, true, false);
            rows = HeadRows.apart(4, positions, count * width, 0, 0, 1);
            gradients = HeadRows.apart(4, positions, count * width, 0, 0, 2);
            weights = new float[benchmark.kernels.attention().savedFloats(positions, count, width, true, false)];
            forward(benchmark.kernels);
        }

        private void forward(Kernels kernels) {
            kernels.attention().forward(layout, rows[0], rows[1], rows[2], weights, rows[3]);
        }
    }

    /** y = x w + bias. */
    @Benchmark
    public float[] matmul(Product p) {
        kernels.products().matmul(p.x, 0, p.k, p.w, p.bias, p.y, 0, p.n, p.rows, p.k, p.n, false);
        return p.y;
    }

    /** y = x w + bias with the weight in panels. */
    @Benchmark
    public float[] linear(Product p) {
        kernels.products().linear(new Strided(p.x, 0, p.k), p.w, p.bias, new Strided(p.y, 0, p.n), p.rows, p.k, p.n, false);
        return p.y;
    }

    /** dw += x^T dy in panels. */
    @Benchmark
    public float[] linearGradient(Product p) {
        kernels.products().linearGradient(new Strided(p.x, 0, p.k), new Strided(p.y, 0, p.n), p.w, p.rows, p.k, p.n, p.scratch);
        return p.w;
    }

    /** Width 16. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public float[] layerNorm16() {
        kernels.norms().layerNorm(x, dy, dy, y, kept, perRow, ELEMENTS / 16, 16, 1e-5f);
        return y;
    }

    /** Width 64. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public float[] layerNorm64() {
        kernels.norms().layerNorm(x, dy, dy, y, kept, perRow, ELEMENTS / 64, 64, 1e-5f);
        return y;
    }

    /** Forward. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public float[] geluTanh() {
        kernels.activations().geluTanh(x, y, kept, ELEMENTS);
        return y;
    }

    /** Backward. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public float[] geluTanhBackward() {
        kernels.activations().geluTanhBackward(x, kept, dy, y, ELEMENTS);
        return y;
    }

    /** Forward, all heads; nanoseconds per example. */
    @Benchmark
    public float[] attention(Heads heads) {
        heads.forward(kernels);
        return heads.rows[3].array();
    }

    /** Backward, all heads; nanoseconds per example. */
    @Benchmark
    public float[] attentionBackward(Heads h) {
        Strided[] d = h.gradients;
        kernels.attention().backward(h.layout, h.rows[0], h.rows[1], h.rows[2], h.weights, d[3], d[0], d[1], d[2]);
        return d[0].array();
    }
}
