package org.transformerbench.api;

import java.util.List;
import java.util.Optional;

/** A dataset that answers as another one does; tests override the answer that matters to them. */
public class ForwardingDataset implements Dataset {
    private final Dataset data;

    public ForwardingDataset(Dataset data) {
        this.data = data;
    }

    @Override
    public Vocabulary vocabulary() {
        return data.vocabulary();
    }

    @Override
    public int contextLength() {
        return data.contextLength();
    }

    @Override
    public List<Targets> targets() {
        return data.targets();
    }

    @Override
    public ExampleSet train(Targets targets) {
        return data.train(targets);
    }

    @Override
    public Optional<Curriculum> curriculum(Targets targets) {
        return data.curriculum(targets);
    }

    @Override
    public ExampleSet validation(Targets targets) {
        return data.validation(targets);
    }

    @Override
    public ExampleSet test(Targets targets) {
        return data.test(targets);
    }

    @Override
    public boolean runningText() {
        return data.runningText();
    }

    @Override
    public Optional<String> dataChecksum() {
        return data.dataChecksum();
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
        return data.references(targets);
    }
}
