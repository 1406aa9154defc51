package org.transformerbench.data.arithmetic;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.transformerbench.api.Slice;

/**
 * Problems whose texts are held in memory, one byte for each token, without an object per problem.
 *
 * @param tokens the ids of all problems, each from a multiple of the longest text on; shared by all parts
 * @param promptLengths of each problem, shared by all parts
 * @param lengths of each problem, shared by all parts
 * @param carries of each problem, shared by all parts
 * @param first the first problem of this part
 * @param size problems in this part
 * @param encoding of all texts
 */
record HeldProblems(
        byte[] tokens,
        byte[] promptLengths,
        byte[] lengths,
        byte[] carries,
        int first,
        int size,
        ArithmeticEncoding encoding)
        implements Problems {

    static HeldProblems encode(int count, IntFunction<Problem> problems, ArithmeticEncoding encoding) {
        int stride = encoding.length();
        byte[] tokens = new byte[Math.multiplyExact(count, stride)];
        byte[] promptLengths = new byte[count];
        byte[] lengths = new byte[count];
        byte[] carries = new byte[count];
        for (int i = 0; i < count; i++) {
            Problem problem = problems.apply(i);
            int prompt = encoding.writePrompt(problem, tokens, i * stride);
            promptLengths[i] = (byte) prompt;
            lengths[i] = (byte) (prompt + encoding.writeAnswer(problem, tokens, i * stride + prompt));
            carries[i] = (byte) Carries.of(problem);
        }
        return new HeldProblems(tokens, promptLengths, lengths, carries, 0, count, encoding);
    }

    HeldProblems part(int from, int to) {
        return new HeldProblems(tokens, promptLengths, lengths, carries, first + from, to - from, encoding);
    }

    @Override
    public long count() {
        return size;
    }

    @Override
    public ProblemText text(long problem) {
        int index = first + (int) Objects.checkIndex(problem, (long) size);
        return new ProblemText(tokens, index * encoding.length(), promptLengths[index], lengths[index], carries[index]);
    }

    @Override
    public List<Slice> slices() {
        int longestAnswer = 0;
        BitSet found = new BitSet();
        for (int problem = first; problem < first + size; problem++) {
            longestAnswer = Math.max(longestAnswer, lengths[problem] - promptLengths[problem]);
            found.set(carries[problem]);
        }
        return AnswerSlices.of(size == 0 ? encoding.answerLength() : longestAnswer, found);
    }
}
