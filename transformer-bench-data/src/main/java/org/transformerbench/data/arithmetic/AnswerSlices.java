package org.transformerbench.data.arithmetic;

import java.util.ArrayList;
import java.util.List;
import org.transformerbench.api.Slice;

/** The slices by which answers are scored separately: the position in the answer, from 1, and the number of carries. */
final class AnswerSlices {
    private final ProblemTexts problems;
    private final List<Slice> slices;

    AnswerSlices(ProblemTexts problems) {
        this.problems = problems;
        List<Slice> found = new ArrayList<>();
        for (int position = 1; position <= problems.answerLength(); position++) {
            found.add(new Slice("answer position", Integer.toString(position)));
        }
        for (int carries = 0; carries <= problems.mostCarries(); carries++) {
            found.add(new Slice("carries", Integer.toString(carries)));
        }
        this.slices = List.copyOf(found);
    }

    List<Slice> slices() {
        return slices;
    }

    /**
     * Returns whether an answer token belongs to a slice.
     *
     * @param position in the answer, from 0
     */
    boolean contains(int slice, int problem, int position) {
        int positions = problems.answerLength();
        return slice < positions ? slice == position : slice - positions == problems.carries(problem);
    }
}
