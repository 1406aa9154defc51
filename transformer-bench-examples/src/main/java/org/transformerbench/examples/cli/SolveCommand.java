package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.inference.AnswerGenerator;
import org.transformerbench.api.inference.GeneratedAnswer;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.data.arithmetic.AdditionTask;
import org.transformerbench.data.arithmetic.ArithmeticConfig;
import org.transformerbench.data.arithmetic.ArithmeticEncoding;
import org.transformerbench.data.arithmetic.Operator;
import org.transformerbench.data.arithmetic.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "solve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Has a model of addition or subtraction solve problems.",
        description = {
            "One line per problem: the model's answer, whether it is right, and how probable the model holds it. Without a"
                    + " file a model is trained first; the default one learns 3-digit problems within seconds."
        },
        footer = {
            "",
            "Examples:",
            "  transformer-bench solve \"272+926=\"",
            "  transformer-bench solve 12-345 --model tl-transformer",
            "  transformer-bench solve 12345+67890 --set digits=5 --save sums.safetensors",
            "  transformer-bench solve 1+1 999+999 --model-file sums.safetensors"
        })
final class SolveCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "PROBLEM",
            description = "Two numbers with + or - between them, the equals sign may be left out.")
    private List<String> typed;

    @Mixin
    private ModelOptions options;

    @Mixin
    private PluginOptions plugins;

    SolveCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        options.check(spec.commandLine().getParseResult());
        List<Problem> problems = typed.stream().map(ProblemParser::parse).toList();
        environment.backend().begin();
        try (URLClassLoader loader = plugins.open()) {
            ModelSource source = source(environment.discovery().apply(loader), problems.get(0));
            if (!(source.taskConfig() instanceof ArithmeticConfig config)) {
                throw new ConfigException("A model of addition or subtraction can solve problems, not one of '"
                        + source.task().id() + "'");
            }
            Operator operator = source.task() instanceof AdditionTask ? Operator.PLUS : Operator.MINUS;
            problems.forEach(problem -> ProblemParser.requireFit(problem, operator, config, options.file != null));
            environment.backend().check();
            source.use(open -> {
                List<GeneratedAnswer> answers =
                        new AnswerGenerator(open.model(), config.examples(problems)).generate(0, problems.size());
                print(problems, answers, config.encoding(), source.vocabulary());
            });
            return ExitCode.OK;
        }
    }

    private ModelSource source(Registry registry, Problem first) throws IOException {
        return options.file == null
                ? TrainingSource.of(
                        options,
                        Defaults.SOLVE_MODEL,
                        first.operator() == Operator.PLUS ? "addition" : "subtraction",
                        registry,
                        environment.progress().apply(spec.commandLine().getErr()))
                : FileSource.of(options, registry);
    }

    private void print(
            List<Problem> problems, List<GeneratedAnswer> answers, ArithmeticEncoding encoding, Vocabulary vocabulary) {
        PrintWriter out = spec.commandLine().getOut();
        for (int i = 0; i < problems.size(); i++) {
            Problem problem = problems.get(i);
            GeneratedAnswer answer = answers.get(i);
            String verdict = answer.correct() ? "correct" : "wrong, it is " + problem.result();
            out.println(String.format(
                    Locale.ROOT,
                    "%s=%s (%s; probability %.4f)",
                    problem,
                    number(encoding, problem, vocabulary.decode(answer.written())),
                    verdict,
                    answer.probability()));
        }
        out.flush();
    }

    /**
     * Returns the number that a model generated, or its text in quotes if that is no number. A bad model may write what is no
     * number.
     */
    private static String number(ArithmeticEncoding encoding, Problem problem, String written) {
        try {
            return String.valueOf(
                    encoding.parse(encoding.prompt(problem) + written).claimed());
        } catch (DataException e) {
            return "\"" + written + "\"";
        }
    }
}
