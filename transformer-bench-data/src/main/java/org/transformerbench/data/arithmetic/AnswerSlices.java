package org.transformerbench.data.arithmetic;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.transformerbench.api.Slice;

/** The slices by which answers are scored separately: the position in the answer, from 1, and the number of carries. */
final class AnswerSlices {
    private static final String POSITION = "answer position";
    private static final String CARRIES = "carries";

    private final List<Slice> slices;
    private final int positions;
    private final int[] carries;

    AnswerSlices(Problems problems) {
        this.slices = problems.slices();
        this.positions = (int)
                slices.stream().filter(slice -> slice.group().equals(POSITION)).count();
        this.carries = slices.stream()
                .skip(positions)
                .mapToInt(slice -> Integer.parseInt(slice.name()))
                .toArray();
    }

    /**
     * Returns the slices of answers.
     *
     * @param longestAnswer tokens of the longest one
     * @param carries the numbers of carries that there are
     */
    static List<Slice> of(int longestAnswer, BitSet carries) {
        List<Slice> found = new ArrayList<>();
        for (int position = 1; position <= longestAnswer; position++) {
            found.add(new Slice(POSITION, Integer.toString(position)));
        }
        carries.stream().forEach(number -> found.add(new Slice(CARRIES, Integer.toString(number))));
        return List.copyOf(found);
    }

    List<Slice> slices() {
        return slices;
    }

    /**
     * Returns whether an answer token belongs to a slice.
     *
     * @param position in the answer, from 0
     */
    boolean contains(int slice, ProblemText problem, int position) {
        return slice < positions ? slice == position : carries[slice - positions] == problem.carries();
    }
}
