package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.inference.TextPrediction;
import org.transformerbench.api.inference.TextPredictor;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.models.checkpoint.ModelFolder;
import org.transformerbench.models.checkpoint.OpenModel;
import org.transformerbench.models.checkpoint.SavedModel;
import org.transformerbench.models.predict.Prediction;
import org.transformerbench.models.predict.Predictor;

/** A predictor answers as the session does, where no class of ND4J can be loaded, from a file that a comparison has saved. */
class PredictorWithoutNd4jTest {
    private final Registry registry = Registry.discover();

    @TempDir
    private Path folder;

    private Path trained(String task, Map<String, String> settings, String model) {
        Experiment.Builder experiment = Experiment.on(task)
                .models(model)
                .learningRates(1e-2)
                .training(TrainingConfig.defaults().withBatchSize(16).forSteps(20));
        settings.forEach(experiment::set);
        ModelFolder models = new ModelFolder(folder.resolve("models"));
        RunResult run =
                new ExperimentRunner(registry).run(experiment.build(), models).get(0);
        return models.file(run);
    }

    private <C extends Record> List<TextPrediction> bySession(Path file, Task<C> task, List<String> inputs)
            throws Exception {
        SavedModel saved = SavedModel.read(file);
        try (OpenModel open = saved.open(registry)) {
            C config = new Configs().read(saved.card().spec().completeTaskConfig(), task.configType());
            Dataset data = task.load(config, new SeedStreams(saved.card().spec().seed()));
            return new TextPredictor(
                            open.model(),
                            saved.card().spec().targets(),
                            data.textEncoding().orElseThrow())
                    .predict(inputs);
        }
    }

    /** Returns words of two syllables each. */
    private static List<String> words() {
        List<String> words = new ArrayList<>();
        for (char one : "bcdfg".toCharArray()) {
            for (char two : "aeio".toCharArray()) {
                for (char three : "lmnrs".toCharArray()) {
                    words.add("" + one + two + three + "a");
                    words.add("" + one + two + three + "e");
                }
            }
        }
        return words;
    }

    private void writeWords() throws IOException {
        List<String> words = words();
        Files.writeString(
                folder.resolve("words.csv"),
                words.stream()
                        .map(word -> word + "," + (word.endsWith("a") ? "first" : "second") + "\n")
                        .collect(Collectors.joining("", "word,class\n", "")));
        Files.write(folder.resolve("words.txt"), words);
    }

    @ParameterizedTest
    @CsvSource({
        "addition, mlp, digits, 2, '12+34;9+9'",
        "addition, nano-gpt, digits, 2, '12+34;9+9;1+1'",
        "subtraction, tl-transformer, targets, whole_sequence, '12-34;999-1'",
        "labels, hugging-face-gpt, data, words.csv, 'bala;gose'",
        "lines, nano-gpt, data, words.txt, 'c;gi'",
        "pairs, tl-transformer, data, words.csv, 'bala;gose'"
    })
    void texts_are_answered_as_by_the_session(String task, String model, String key, String value, String texts)
            throws Exception {
        writeWords();
        String setting = value.startsWith("words") ? folder.resolve(value).toString() : value;
        Path file = trained(task, Map.of(key, setting), model);
        List<String> inputs = List.of(texts.split(";"));
        List<TextPrediction> expected = bySession(file, registry.task(task), inputs);

        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (FewJars loader = new FewJars()) {
            Thread.currentThread().setContextClassLoader(loader);
            Class<?> type = loader.loadClass(Predictor.class.getName());
            List<String> found = new ArrayList<>();
            Object predictor = type.getMethod("load", Path.class).invoke(null, file);
            Class<?> prediction = loader.loadClass(Prediction.class.getName());
            for (Object each : (List<?>) type.getMethod("predict", List.class).invoke(predictor, inputs)) {
                found.add((String) prediction.getMethod("text").invoke(each));
                assertThat((double) prediction.getMethod("probability").invoke(each))
                        .isCloseTo(expected.get(found.size() - 1).probability(), within(1e-5));
            }
            type.getMethod("close").invoke(predictor);

            assertThat(found)
                    .isEqualTo(expected.stream().map(TextPrediction::output).toList());
            assertThat(loader.missed())
                    .noneMatch(name -> name.startsWith("org.nd4j")
                            || name.startsWith("org.bytedeco")
                            || name.startsWith("com.fasterxml.jackson.databind"));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "nano-gpt"})
    void the_class_of_a_text_needs_little_memory(String model) throws Exception {
        writeWords();
        String data = folder.resolve("words.csv").toString();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Predictor predictor = Predictor.load(trained("labels", Map.of("data", data), model))) {
            for (int i = 0; i < 300; i++) {
                predictor.predict("bala");
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            predictor.predict("bala");

            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        }
    }
}
