package org.transformerbench.api.training;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Curriculum;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.result.Metrics;

/**
 * The batches of a run: of all training examples, or of stage after stage of a curriculum. The n-th batch of a stage depends on the
 * seed, the stage's examples and the batch size only.
 */
final class TrainingStages {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingStages.class);

    private final Dataset data;
    private final Targets targets;
    private final int batchSize;
    private final SeedStreams seeds;
    private final Optional<Curriculum> curriculum;
    private StageProgress place;
    private BatchSampler sampler;

    private TrainingStages(Dataset data, Targets targets, int batchSize, SeedStreams seeds, StageProgress place) {
        this.data = data;
        this.targets = targets;
        this.batchSize = batchSize;
        this.seeds = seeds;
        this.curriculum = data.curriculum(targets);
        this.place = place;
        this.sampler = sampler();
    }

    /** Begins with the first stage, at its first batch. */
    static TrainingStages of(Dataset data, Targets targets, int batchSize, SeedStreams seeds) {
        return new TrainingStages(data, targets, batchSize, seeds, StageProgress.BEGIN);
    }

    /** Returns stages of the same data whose next batch is the last one of an interrupted run. */
    TrainingStages atLastBatchOf(TrainingProgress progress) {
        StageProgress last = progress.stage().orElse(StageProgress.BEGIN);
        int stages = curriculum.map(Curriculum::stages).orElse(1);
        Require.between("stage", last.stage(), 1, stages);
        Require.between("firstStep", last.firstStep(), 0, progress.steps() - 1);
        TrainingStages again = new TrainingStages(
                data, targets, batchSize, seeds, new StageProgress(last.stage(), last.firstStep(), false));
        again.sampler.skip(progress.steps() - last.firstStep() - 1);
        return again;
    }

    /** Continues after the last batch of an interrupted run, which was read. */
    void resume(TrainingProgress progress) {
        place = progress.stage().orElse(StageProgress.BEGIN);
    }

    private BatchSampler sampler() {
        return curriculum
                .map(stages -> new BatchSampler(
                        stages.train(place.stage()), batchSize, seeds.stream(SeedStreams.ORDER + "/" + place.stage())))
                .orElseGet(() -> new BatchSampler(data.train(targets), batchSize, seeds));
    }

    /** Logs a warning if the last stage was never reached: the model has not seen all that it is judged on. */
    void warnIfUnfinished() {
        curriculum
                .filter(all -> place.stage() < all.stages())
                .ifPresent(all -> LOG.warn(
                        "The curriculum ended in stage {} of {}: the model has not seen all that it is judged on",
                        place.stage(),
                        all.stages()));
    }

    /** Returns the place in the curriculum; empty if there is none. */
    Optional<StageProgress> place() {
        return curriculum.map(stages -> place);
    }

    /** Returns the stage that the last batch was drawn from; empty if there is no curriculum. */
    OptionalInt stage() {
        return curriculum.isPresent() ? OptionalInt.of(place.stage()) : OptionalInt.empty();
    }

    /**
     * Returns the next batch.
     *
     * @param steps how many were taken before it
     */
    Batch next(long steps) {
        if (place.ended() || isOver(steps)) {
            place = new StageProgress(place.stage() + 1, steps, false);
            sampler = sampler();
            LOG.debug("Stage {} of the curriculum begins after {} steps", place.stage(), steps);
        }
        return sampler.next();
    }

    private boolean isOver(long steps) {
        OptionalLong most = goesOn().map(stages -> stages.pace().steps()).orElse(OptionalLong.empty());
        return most.isPresent() && steps - place.firstStep() >= most.getAsLong();
    }

    /** Returns the curriculum, unless this is its last stage. */
    private Optional<Curriculum> goesOn() {
        return curriculum.filter(stages -> place.stage() < stages.stages());
    }

    /** Ends the stage if its validation examples are answered well enough, where the curriculum asks for that. */
    void evaluate(Function<ExampleSet, Optional<Metrics>> evaluation) {
        goesOn().filter(stages -> stages.pace().accuracy().isPresent()).ifPresent(stages -> {
            double enough = stages.pace().accuracy().getAsDouble();
            boolean ended = evaluation
                    .apply(stages.validation(place.stage()))
                    .filter(metrics -> metrics.accuracy() > enough)
                    .isPresent();
            place = new StageProgress(place.stage(), place.firstStep(), ended);
        });
    }
}
