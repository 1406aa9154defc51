package org.transformerbench.examples.soak;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.examples.cli.Program;
import org.transformerbench.examples.progress.BarProgress;

/** A program that runs every command, says which threads are left of each, and returns from main: nothing calls exit. */
final class Commands {
    private static final String LITTLE = " --set digits=1 --set testProblems=20 --set validationProblems=10";

    private Commands() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path corpus = folder.resolve("verse.txt");
        Files.writeString(corpus, "to be or not to be, that is the question:\n".repeat(60), StandardCharsets.UTF_8);
        command("list");
        command("describe --model mlp");
        command("compare --models mlp,tl-transformer --parallel 2 --batch-size 8 --steps 3 --output " + folder
                + LITTLE);
        command("compare --models mlp --trainer samediff --batch-size 8 --steps 3 --again --no-inference --output "
                + folder + LITTLE);
        command("report --output " + folder + " " + folder.resolve("results.jsonl"));
        command("solve 1+2 --model nano-gpt --batch-size 8 --steps 3" + LITTLE);
        command("sample --model mlp --task text --set contextLength=16 --steps 3 --length 20 --corpus " + corpus);
        command("speed --model mlp --task addition --steps 3 --batch-size 8 --warm-up 0s");
        withBar();
    }

    private static void command(String line) throws InterruptedException {
        int exitCode = Program.standard().run(line.split(" "));
        report(line.substring(0, (line + " ").indexOf(' ')), exitCode);
    }

    /** What a terminal gets to see. */
    private static void withBar() throws InterruptedException {
        new ExperimentRunner(Registry.discover())
                .run(
                        Load.experiment("addition", "compiled", 8, 3, "mlp"),
                        BarProgress.on(System.err, new PrintWriter(System.err, true, StandardCharsets.UTF_8)));
        report("bar", 0);
    }

    private static void report(String command, int exitCode) throws InterruptedException {
        RunningThreads.awaitNone("transformer-bench");
        System.out.println("LEFT " + command + " " + exitCode + " " + RunningThreads.holding());
    }
}
