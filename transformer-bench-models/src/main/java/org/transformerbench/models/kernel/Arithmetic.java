package org.transformerbench.models.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * The arithmetic that the last bits of a result depend on: whether products are rounded before they are added, and the order of
 * sums over a row. Both sets of kernels go by it, so that they give the same numbers.
 */
public final class Arithmetic {
    /**
     * Whether the processor multiplies and adds in one instruction, which is a third faster. Elsewhere {@link Math#fma} is
     * computed in arbitrary precision, thousands of times slower, so the virtual machine is asked once, as Lucene does it.
     */
    public static final boolean FUSED = "true".equals(option("UseFMA", "false"));

    /** The lanes of the longest vector that kernels use here: 512 or 256 bits. */
    public static final int VECTOR = Integer.parseInt(option("MaxVectorSize", "64")) < Kernels.LANES * Float.BYTES
            ? Kernels.LANES / 2
            : Kernels.LANES;

    /** Java 17 adds the lanes of a vector one after the other; later versions leave the order open. */
    public static final boolean LANES_IN_ORDER = Runtime.version().feature() == 17;

    private Arithmetic() {}

    private static String option(String name, String otherwise) {
        try {
            HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return machine == null ? otherwise : machine.getVMOption(name).getValue();
        } catch (RuntimeException | LinkageError unknown) {
            // No such option, or an image of Java without the management module.
            return otherwise;
        }
    }

    /**
     * The product plus the addend, rounded once where the processor can.
     *
     * @param x a factor
     * @param y a factor
     * @param addend is added to the product
     * @return x y + addend
     */
    public static float fma(float x, float y, float addend) {
        return FUSED ? Math.fma(x, y, addend) : x * y + addend;
    }

    /**
     * The sum of some elements as vectors add it: by lanes first, then the lanes.
     *
     * @param x values
     * @param at the first one
     * @param size how many; a multiple of {@link Kernels#LANES}
     * @return the sum
     */
    public static float sum(float[] x, int at, int size) {
        Lanes lanes = new Lanes();
        for (int lane = at; lane < at + VECTOR; lane += 4) {
            float a = 0;
            float b = 0;
            float c = 0;
            float d = 0;
            for (int i = lane; i < at + size; i += VECTOR) {
                a += x[i];
                b += x[i + 1];
                c += x[i + 2];
                d += x[i + 3];
            }
            lanes.add(lane - at, a, b, c, d);
        }
        return lanes.sum();
    }

    /**
     * The sum of products, in the order of {@link #sum}.
     *
     * @param x values
     * @param y values
     * @param size how many, from the first on; a multiple of {@link Kernels#LANES}
     * @return the sum
     */
    public static float dot(float[] x, float[] y, int size) {
        Lanes lanes = new Lanes();
        for (int lane = 0; lane < VECTOR; lane += 4) {
            float a = 0;
            float b = 0;
            float c = 0;
            float d = 0;
            for (int i = lane; i < size; i += VECTOR) {
                a = fma(x[i], y[i], a);
                b = fma(x[i + 1], y[i + 1], b);
                c = fma(x[i + 2], y[i + 2], c);
                d = fma(x[i + 3], y[i + 3], d);
            }
            lanes.add(lane, a, b, c, d);
        }
        return lanes.sum();
    }

    /**
     * A sum of lanes that come one after the other, four at a time: they are added at once, or by halves, the first half of a vector
     * to the second one until a lane is left. Eight sums are all that halves need, so that there is no array of the lanes.
     */
    private static final class Lanes {
        private float sum;
        private float a0;
        private float b0;
        private float c0;
        private float d0;
        private float a4;
        private float b4;
        private float c4;
        private float d4;

        void add(int lane, float a, float b, float c, float d) {
            if (LANES_IN_ORDER) {
                sum = sum + a + b + c + d;
            } else if (lane % 8 == 0) {
                a0 += a;
                b0 += b;
                c0 += c;
                d0 += d;
            } else {
                a4 += a;
                b4 += b;
                c4 += c;
                d4 += d;
            }
        }

        float sum() {
            return LANES_IN_ORDER ? sum : ((a0 + a4) + (c0 + c4)) + ((b0 + b4) + (d0 + d4));
        }
    }
}
