package org.transformerbench.data.arithmetic;

/**
 * The token ids of one problem.
 *
 * @param tokens holds them, one byte each, perhaps among those of other problems
 * @param start index of the first
 * @param promptLength tokens before the answer
 * @param length tokens of prompt and answer
 * @param carries of the problem
 */
record ProblemText(byte[] tokens, int start, int promptLength, int length, int carries) {

    static ProblemText of(Problem problem, ArithmeticEncoding encoding) {
        byte[] tokens = new byte[encoding.length()];
        int prompt = encoding.writePrompt(problem, tokens, 0);
        int answer = encoding.writeAnswer(problem, tokens, prompt);
        return new ProblemText(tokens, 0, prompt, prompt + answer, Carries.of(problem));
    }

    int token(int position) {
        return tokens[start + position];
    }

    int answerLength() {
        return length - promptLength;
    }

    /** Copies the tokens from position {@code from} to before {@code to}. */
    void copy(int from, int to, int[] destination, int offset) {
        for (int position = from; position < to; position++) {
            destination[offset + position - from] = tokens[start + position];
        }
    }
}
