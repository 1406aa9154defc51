package org.transformerbench.models.kernel.plain;

/**
 * The alignment of {@link PlainMatmul}'s loop: the place in the rows of a {@link PlainScratch} where it should begin, so that the
 * compiler's code is fast. The place depends on the rows' address modulo the size of a vector, which Java does not tell and the
 * garbage collector changes; so all places are tried from time to time, for some millionths of a second. What is computed
 * does not depend on the place, only how fast: a loop over 64 lanes takes twice as long from a wrong one.
 */
final class PlainAlignment {
    /** Multiplications from one trial to the next; some milliseconds. */
    private static final long PERIOD = 1 << 27;

    private static final int REPEATS = 3;
    private static final int DEPTH = 16;
    private static final int LANES = 4 * PlainScratch.VECTOR;

    /** Together some thousand loops: what the virtual machine wants to see before it optimises. */
    private static final int LONG_SUMS = 64;

    private final PlainScratch scratch;
    private long sinceTrial = PERIOD;

    /**
     * Lets long loops run first. The compiler looks at how long loops were so far, and makes vectors of half or a quarter
     * of the width where they were shorter than 150 elements, for good; but short ones too are faster in whole vectors.
     */
    PlainAlignment(PlainScratch scratch) {
        this.scratch = scratch;
        for (int i = 0; i < LONG_SUMS; i++) {
            run(PlainScratch.rows(PlainScratch.LANES), PlainScratch.LANES);
        }
    }

    /**
     * Where it is time, tries all places and makes the fastest the scratch's. Overwrites the scratch.
     *
     * @param multiplications of the product that comes next
     */
    void before(long multiplications) {
        sinceTrial += multiplications;
        if (sinceTrial < PERIOD) {
            return;
        }
        sinceTrial = 0;
        int best = 0;
        long least = Long.MAX_VALUE;
        for (int begin = 0; begin < PlainScratch.VECTOR; begin++) {
            scratch.beginAt(begin);
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                long start = System.nanoTime();
                run(DEPTH, LANES);
                long time = System.nanoTime() - start;
                if (time < least) {
                    least = time;
                    best = begin;
                }
            }
        }
        scratch.beginAt(best);
    }

    private void run(int depth, int lanes) {
        PlainMatmul.sum(scratch, scratch.zeros, 0, 0, 0, PlainMatmul.OUTPUTS, depth, lanes);
    }
}
