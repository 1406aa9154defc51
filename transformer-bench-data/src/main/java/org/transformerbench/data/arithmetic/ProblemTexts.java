package org.transformerbench.data.arithmetic;

import java.util.function.IntFunction;

/**
 * The token ids of several problems, one byte each, without an object per problem.
 *
 * @param tokens the ids of all problems one after the other, shared by all parts
 * @param carries of each problem, shared by all parts
 * @param first the first problem of this part
 * @param count problems in this part
 * @param promptLength tokens before the answer
 * @param length tokens per problem
 */
record ProblemTexts(byte[] tokens, byte[] carries, int first, int count, int promptLength, int length) {

    /** Encodes pairs of operands, each given as {@code left * 10^digits + right}. */
    static ProblemTexts encode(long[] pairs, long operands, Operator operator, ArithmeticEncoding encoding) {
        return encode(pairs.length, i -> new Problem(pairs[i] / operands, operator, pairs[i] % operands), encoding);
    }

    static ProblemTexts encode(int count, IntFunction<Problem> problems, ArithmeticEncoding encoding) {
        int promptLength = encoding.promptLength();
        int length = promptLength + encoding.answerLength();
        byte[] tokens = new byte[Math.multiplyExact(count, length)];
        byte[] carries = new byte[count];
        for (int i = 0; i < count; i++) {
            Problem problem = problems.apply(i);
            carries[i] = (byte) Carries.of(problem);
            encoding.writePrompt(problem, tokens, i * length);
            encoding.writeAnswer(problem, tokens, i * length + promptLength);
        }
        return new ProblemTexts(tokens, carries, 0, count, promptLength, length);
    }

    ProblemTexts part(int from, int to) {
        return new ProblemTexts(tokens, carries, first + from, to - from, promptLength, length);
    }

    int carries(int problem) {
        return carries[first + problem];
    }

    /** Returns the largest number of carries in this part. */
    int mostCarries() {
        int most = 0;
        for (int problem = 0; problem < count; problem++) {
            most = Math.max(most, carries(problem));
        }
        return most;
    }

    int answerLength() {
        return length - promptLength;
    }

    int token(int problem, int position) {
        return tokens[(first + problem) * length + position];
    }

    /** Copies a problem's tokens from position {@code from} to before {@code to}. */
    void copy(int problem, int from, int to, int[] destination, int offset) {
        int start = (first + problem) * length;
        for (int position = from; position < to; position++) {
            destination[offset + position - from] = tokens[start + position];
        }
    }
}
