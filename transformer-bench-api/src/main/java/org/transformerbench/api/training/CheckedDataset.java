package org.transformerbench.api.training;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Curriculum;
import org.transformerbench.api.CurriculumPace;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TaskMetrics;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.config.Sha256;

/**
 * Internal: may change in any release.
 *
 * <p>The data of a task, each batch of which is held against the contract of {@link ExampleSet} when it is read: its shape, and
 * whether all ids are in the vocabulary. A trainer that computes in native code would read beyond its tables, and a loss
 * would be about other tokens. What is wrong is a {@link DataException} that names task, part, example, value and rule.
 */
@API(status = API.Status.INTERNAL)
public final class CheckedDataset implements Dataset {
    private static final Logger LOG = LoggerFactory.getLogger(CheckedDataset.class);

    /** Ids that are looked at before the first run: all of held-out data of any usual size, in some hundredths of a second. */
    private static final long MAX_HELD_OUT_IDS = 1L << 22;

    private static final long MAX_TRAINING_IDS = 1L << 18;

    private final String name;
    private final Dataset data;
    private final int vocabularySize;
    private Optional<String> fingerprint;

    private CheckedDataset(String name, Dataset data) {
        this.name = name;
        this.data = data;
        this.vocabularySize = given("vocabulary", data.vocabulary()).size();
    }

    /**
     * Checks the sizes of all parts, and examples of them: those to learn from in samples, all others one by one unless there
     * are more than some millions of ids. Only whether ids are legal is looked at, also of test data.
     *
     * @param task the task's id, for messages
     * @param data what it made
     * @return the same data, checked further while it is read
     * @throws DataException if it breaks the contract
     */
    public static CheckedDataset of(String task, Dataset data) {
        CheckedDataset checked = new CheckedDataset("The task '" + task + "' breaks its contract: ", data);
        checked.verify();
        return checked;
    }

    /** Checks data of which nothing is known yet; it is checked while it is read only. */
    static Dataset whileRead(Dataset data) {
        return data instanceof CheckedDataset checked ? checked : new CheckedDataset("The data is not valid: ", data);
    }

    private void verify() {
        require(contextLength() > 0, "its context length is " + contextLength() + ", must be at least 1");
        dataChecksum()
                .ifPresent(checksum ->
                        require(Sha256.isChecksum(checksum), "its dataChecksum is " + checksum + ", " + Sha256.FORM));
        List<Targets> modes = targets();
        require(!modes.isEmpty(), "its targets are " + modes + ", must be at least one mode");
        for (Targets mode : modes) {
            verify("training", trainPart(mode), 1, MAX_TRAINING_IDS);
            verify("validation", validationPart(mode), 0, MAX_HELD_OUT_IDS);
            verify("test", testPart(mode), 1, MAX_HELD_OUT_IDS);
        }
    }

    private void verify(String part, CheckedExamples examples, long leastSize, long mostIds) {
        require(
                examples.size() >= leastSize,
                "its " + part + " data has " + examples.size() + " examples, must be at least " + leastSize);
        if (examples.size() > 0) {
            examples.verify(contextLength(), mostIds);
        }
    }

    private CheckedExamples part(String part, Targets mode, ExampleSet examples) {
        return new CheckedExamples(name + part + " data, ", mode, vocabularySize, examples);
    }

    private CheckedExamples trainPart(Targets mode) {
        return part("training", mode, given("train", data.train(mode)));
    }

    private CheckedExamples validationPart(Targets mode) {
        return part("validation", mode, given("validation", data.validation(mode)));
    }

    private CheckedExamples testPart(Targets mode) {
        return part("test", mode, given("test", data.test(mode)));
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new DataException(name + what);
        }
    }

    private <V> V given(String method, V value) {
        if (value == null) {
            throw new DataException(name + CheckedPlugin.gaveNull(data, method));
        }
        return value;
    }

    /**
     * Returns a checksum of all that the data hands out. It is found when first asked for.
     *
     * @return empty if the data could not be read whole; that is the failure of those runs that read it
     */
    public synchronized Optional<String> fingerprint() {
        if (fingerprint == null) {
            try {
                fingerprint = Optional.of(DataFingerprint.of(data));
            } catch (Exception | Error e) {
                Faults.rethrowIfFatal(e);
                LOG.warn(
                        "{}it cannot be read whole, so that nothing will tell later whether it has changed: {}",
                        name,
                        e.toString(),
                        Faults.trace(LOG, e));
                fingerprint = Optional.empty();
            }
        }
        return fingerprint;
    }

    /**
     * Checks that there are as many targets as a model is trained on.
     *
     * @param mode one of {@link #targets()}
     * @param expected per example
     * @throws DataException if there are not
     */
    public void requireTargets(Targets mode, int expected) {
        int found = data.train(mode).targetsPerExample();
        require(found == expected, "its examples have " + found + " targets, must be " + expected + " for " + mode);
    }

    @Override
    public Vocabulary vocabulary() {
        return given("vocabulary", data.vocabulary());
    }

    @Override
    public int contextLength() {
        return data.contextLength();
    }

    @Override
    public List<Targets> targets() {
        return given("targets", data.targets());
    }

    @Override
    public ExampleSet train(Targets targets) {
        return trainPart(targets);
    }

    @Override
    public Optional<Curriculum> curriculum(Targets targets) {
        return given("curriculum", data.curriculum(targets)).map(stages -> new CheckedCurriculum(stages, targets));
    }

    /** Stages whose examples are checked while they are read. */
    private final class CheckedCurriculum implements Curriculum {
        private final Curriculum curriculum;
        private final Targets mode;

        CheckedCurriculum(Curriculum curriculum, Targets mode) {
            this.curriculum = curriculum;
            this.mode = mode;
            require(stages() >= 1, "its curriculum has " + stages() + " stages, must be at least 1");
        }

        @Override
        public int stages() {
            return curriculum.stages();
        }

        @Override
        public ExampleSet train(int stage) {
            ExampleSet examples = given("curriculum.train", curriculum.train(stage));
            require(examples.size() > 0, "stage " + stage + " of its curriculum has no training examples");
            return checked(stage, "training", examples);
        }

        @Override
        public ExampleSet validation(int stage) {
            ExampleSet examples = given("curriculum.validation", curriculum.validation(stage));
            require(
                    examples.size() > 0 || pace().accuracy().isEmpty(),
                    "stage " + stage + " of its curriculum has no validation examples, whose accuracy would end it");
            return checked(stage, "validation", examples);
        }

        private ExampleSet checked(int stage, String part, ExampleSet examples) {
            ExampleSet all = data.train(mode);
            require(
                    examples.positions() == all.positions() && examples.targetsPerExample() == all.targetsPerExample(),
                    "stage " + stage + " of its curriculum has examples of another shape");
            return part(part, mode, examples);
        }

        @Override
        public CurriculumPace pace() {
            return given("curriculum.pace", curriculum.pace());
        }
    }

    @Override
    public ExampleSet validation(Targets targets) {
        return validationPart(targets);
    }

    @Override
    public ExampleSet test(Targets targets) {
        return testPart(targets);
    }

    @Override
    public boolean runningText() {
        return data.runningText();
    }

    @Override
    public Optional<String> dataChecksum() {
        return given("dataChecksum", data.dataChecksum());
    }

    @Override
    public Optional<TextEncoding> textEncoding() {
        return data.textEncoding();
    }

    @Override
    public Optional<TaskMetrics> taskMetrics(TrainedModel model, Targets targets) {
        return data.taskMetrics(model, targets);
    }

    @Override
    public List<ReferenceLine> references(Targets targets) {
        return given("references", data.references(targets));
    }
}
