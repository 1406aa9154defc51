package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jars that a predictor takes, and a process that has no others. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PredictorJarsIT {
    private static final long MAX_BYTES = 3_000_000;

    /** As a user writes it, in one file that java runs as it is. */
    private static final String PROGRAM = """
            import java.nio.file.Path;
            import org.transformerbench.models.predict.Prediction;
            import org.transformerbench.models.predict.Predictor;

            public class Main {
                public static void main(String[] arguments) throws Exception {
                    try (Predictor predictor = Predictor.load(Path.of(arguments[0]))) {
                        Prediction answer = predictor.predict(arguments[1]);
                        System.out.println("answer " + answer.input() + " " + answer.units().size());
                    }
                }
            }
            """;

    @TempDir
    private static Path folder;

    private static Path model;

    @BeforeAll
    static void train() {
        model = ShortlyTrained.adder(folder.resolve("models"));
    }

    @Test
    void all_jars_together_are_small() throws Exception {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (Path place : FewJars.places()) {
            assertThat(place).as("packaged, as after the phase package").isRegularFile();
            sizes.put(place.getFileName().toString(), Files.size(place));
        }

        assertThat(sizes.keySet())
                .map(name -> name.replaceFirst("-[0-9].*", ""))
                .containsExactlyInAnyOrder(
                        "transformer-bench-api",
                        "transformer-bench-models",
                        "transformer-bench-data",
                        "jackson-core",
                        "slf4j-api");
        assertThat(sizes.values().stream().mapToLong(size -> size).sum())
                .as("bytes of %s", sizes)
                .isLessThan(MAX_BYTES);
    }

    @Test
    void a_process_with_nothing_else_answers_and_loads_no_class_of_nd4j() throws Exception {
        Path source = Files.writeString(folder.resolve("Main.java"), PROGRAM);
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Processes.JAVA,
                "-Xlog:class+load:file=" + folder.resolve("classes.txt"),
                "-cp",
                FewJars.classPath(),
                source.toString(),
                model.toString(),
                "12+34"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int exitCode = Processes.exitCode(process, Duration.ofMinutes(1));

        assertThat(exitCode).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output)).contains("answer 12+34 ");
        try (Stream<String> classes = Files.lines(folder.resolve("classes.txt"))) {
            assertThat(classes)
                    .anyMatch(line -> line.contains("org.transformerbench.models.predict.Predictor"))
                    .noneMatch(line -> line.contains("org.nd4j") || line.contains("org.bytedeco"));
        }
    }
}
