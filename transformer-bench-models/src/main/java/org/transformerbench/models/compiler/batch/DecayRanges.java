package org.transformerbench.models.compiler.batch;

import java.util.ArrayList;
import java.util.List;
import org.transformerbench.api.DecayedParameters;

/** The ranges of a vector of all parameters that the weight decay falls on or not, in order. */
public final class DecayRanges {
    private record Range(int from, int to, boolean decays) {}

    /** The work on a range. */
    @FunctionalInterface
    public interface Work {
        /**
         * Processes a range.
         *
         * @param from first element
         * @param to after the last element
         * @param decays whether the weight decay falls on it
         */
        void on(int from, int to, boolean decays);
    }

    private final List<Range> ranges = new ArrayList<>();

    /**
     * Finds the ranges; neighbours that are treated alike are one.
     *
     * @param parameters the vector
     * @param decayed which of them shrink
     */
    public DecayRanges(FlatParameters parameters, DecayedParameters decayed) {
        for (String name : parameters.names()) {
            boolean decays = decayed.contains(parameters.shape(name));
            int from = parameters.offset(name);
            int to = from + parameters.size(name);
            int last = ranges.size() - 1;
            if (last >= 0 && ranges.get(last).decays() == decays) {
                ranges.set(last, new Range(ranges.get(last).from(), to, decays));
            } else {
                ranges.add(new Range(from, to, decays));
            }
        }
    }

    /**
     * Processes a part of the vector, range by range.
     *
     * @param from first element of the part
     * @param to after its last element
     * @param work is called for what the part has of each range
     */
    public void each(int from, int to, Work work) {
        for (Range range : ranges) {
            int first = Math.max(from, range.from());
            int end = Math.min(to, range.to());
            if (first < end) {
                work.on(first, end, range.decays());
            }
        }
    }
}
