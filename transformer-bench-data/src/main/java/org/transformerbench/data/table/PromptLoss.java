package org.transformerbench.data.table;

/**
 * The loss on the tokens of prompts, each by its share in training prompts, where they are targets too.
 *
 * @param sum of the negative logarithms
 * @param targets how many
 */
record PromptLoss(double sum, long targets) {
    static final PromptLoss NONE = new PromptLoss(0, 0);

    /** Scores all tokens of prompts but the first, which nothing predicts. */
    static PromptLoss of(SequencePart train, int[] sequences, int vocabularySize) {
        Sequences all = train.all();
        double[] counts = new double[vocabularySize];
        double total = vocabularySize;
        for (int sequence = train.from(); sequence < train.to(); sequence++) {
            for (int place = 1; place < all.prompt(sequence); place++) {
                counts[all.id(sequence, place)]++;
                total++;
            }
        }
        double sum = 0;
        long targets = 0;
        for (int sequence : sequences) {
            for (int place = 1; place < all.prompt(sequence); place++) {
                sum -= Math.log((counts[all.id(sequence, place)] + 1) / total);
                targets++;
            }
        }
        return new PromptLoss(sum, targets);
    }
}
