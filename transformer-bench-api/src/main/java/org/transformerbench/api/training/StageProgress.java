package org.transformerbench.api.training;

import org.transformerbench.api.config.Require;

/**
 * The place of a run in the stages of a {@link org.transformerbench.api.Curriculum}.
 *
 * @param stage the stage that the last batch was drawn from; at least 1
 * @param firstStep how many steps were taken before the stage began; at least 0
 * @param ended whether it was learned well enough, so that the next batch is of the next stage
 */
public record StageProgress(int stage, long firstStep, boolean ended) {
    static final StageProgress BEGIN = new StageProgress(1, 0, false);

    public StageProgress {
        Require.atLeast("stage", stage, 1);
        Require.atLeast("firstStep", firstStep, 0);
    }
}
