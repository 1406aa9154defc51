package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.transformerbench.models.Allocation;

/** Once compiled, loops keep their vectors in registers, also where all are used in turn: none goes to the heap. */
class VectorAllocationTest {
    private static final int COUNT = 128;
    private static final int LANES = 32;
    /** Floats of the longest operand. */
    private static final int SIZE = 512;

    private static final int CALLS = 500;
    /** Less than one vector for each of the loop's: a vector is an object and an array, each with its header. */
    private static final long MAX_BYTES = 64;

    private static final Duration ENOUGH = Duration.ofMinutes(2);

    private interface Call {
        void run() throws ReflectiveOperationException;
    }

    @Test
    void no_loop_puts_vectors_on_the_heap() {
        assumeTrue(KernelSets.hasVectors());
        Map<String, Call> calls = new TreeMap<>(functions());
        calls.putAll(reductions());
        assertThat(calls).hasSizeGreaterThan(30);
        assertThat(allocating(calls, MAX_BYTES))
                .as("bytes of a call after %s", ENOUGH)
                .isEmpty();
    }

    /** Which calls allocate more once they are compiled, and how much. */
    private static Map<String, Long> allocating(Map<String, Call> calls, long maxBytes) {
        long begin = System.nanoTime();
        Map<String, Long> allocating = new TreeMap<>(Map.of("all", 0L));
        while (!allocating.isEmpty() && System.nanoTime() - begin < ENOUGH.toNanos()) {
            allocating.clear();
            for (Map.Entry<String, Call> call : calls.entrySet()) {
                long bytes = bytesOfOne(call.getValue());
                if (bytes > maxBytes) {
                    allocating.put(call.getKey(), bytes);
                }
            }
        }
        return allocating;
    }

    @Test
    void attention_over_few_positions_has_its_arrays_already() {
        assumeTrue(KernelSets.hasVectors());
        Kernels kernels = KernelChoice.named("vector");
        int positions = 12;
        HeadLayout layout = new HeadLayout(positions, 4, 4, 0.5f, 0.1f, 7, 0, 1, true, false);
        Strided[] rows = Stream.generate(() -> new Strided(positive(), 0, layout.stride()))
                .limit(8)
                .toArray(Strided[]::new);
        float[] weights = new float[kernels.attention().savedFloats(positions, 4, 4, true, false)];
        Call both = () -> {
            kernels.attention().forward(layout, rows[0], rows[1], rows[2], weights, rows[3]);
            kernels.attention()
                    .backward(layout, rows[0], rows[1], rows[2], weights, rows[4], rows[5], rows[6], rows[7]);
        };
        // With the arrays of both it would be 30 kB; what C2 leaves on the heap is little.
        assertThat(allocating(Map.of("attention", both), 10_000)).isEmpty();
    }

    private static long bytesOfOne(Call call) {
        long bytes = Allocation.allocatedBy(() -> {
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
        });
        return bytes / CALLS;
    }

    /** Each method of {@link LaneElementwiseKernels} that computes elements, those of curves for each curve. */
    private static Map<String, Call> functions() {
        LaneElementwiseKernels functions =
                KernelChoice.named("vector").interleaved().elementwise();
        Map<String, Call> calls = new TreeMap<>();
        for (Method method : LaneElementwiseKernels.class.getMethods()) {
            if (method.getName().matches("wantsArraysFromZero|gather")) {
                continue;
            }
            boolean ofCurve = method.getParameterTypes()[0] == Curve.class;
            for (Curve curve : ofCurve ? List.of(Curve.values()) : Arrays.asList((Curve) null)) {
                Object[] arguments = arguments(method, curve);
                calls.put(
                        method.getName() + (ofCurve ? " of " + curve : ""), () -> method.invoke(functions, arguments));
            }
        }
        return calls;
    }

    private static Object[] arguments(Method method, Curve curve) {
        List<Object> arguments = new ArrayList<>();
        for (Class<?> type : method.getParameterTypes()) {
            if (type == float[].class) {
                arguments.add(positive());
            } else if (type == int.class) {
                arguments.add(0);
            } else {
                arguments.add(type == float.class ? (Object) 1f : curve);
            }
        }
        arguments.set(arguments.size() - 1, COUNT);
        return arguments.toArray();
    }

    private static Map<String, Call> reductions() {
        InterleavedKernels kernels = KernelChoice.named("vector").interleaved();
        float[] x = positive();
        float[] g = positive();
        float[] y = new float[SIZE];
        int[] runs = {0, LANES, 2 * LANES, 3 * LANES};
        int width = runs.length;
        return Map.of(
                "gather", () -> kernels.elementwise().gather(x, runs, 0, width, y, 0, LANES),
                "sum", () -> kernels.reductions().sum(x, 0, runs, y, 0, LANES),
                "largest", () -> kernels.reductions().largest(x, 0, runs, y, 0, LANES),
                "laneSums", () -> kernels.reductions().laneSums(x, runs, y, LANES),
                "softmax", () -> kernels.norms().softmax(x, 0, LANES, y, 0, LANES, width, LANES),
                "norm", () -> kernels.norms().norm(true, 1e-5f, x, 0, LANES, y, 0, width, LANES),
                "normGradient",
                        () -> kernels.norms().normGradient(true, 1e-5f, x, 0, LANES, g, 0, LANES, y, 0, width, LANES));
    }

    private static float[] positive() {
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = 0.5f + i % 7;
        }
        return values;
    }
}
