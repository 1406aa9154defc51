package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.inference.AnswerGenerator;
import org.transformerbench.api.inference.GeneratedAnswer;
import org.transformerbench.api.registry.Registry;
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
        header = "Has a model of addition, subtraction or multiplication solve problems.",
        description = {
            "One line per problem: the model's answer, whether it is right, and how probable the model holds it. Without a"
                    + " file a model is trained first; the default one learns 3-digit problems within seconds."
        },
        footer = {
            "",
            "Examples:",
            "  transformer-bench solve \"272+926=\"",
            "  transformer-bench solve 12-345 --model tl-transformer",
            "  transformer-bench solve \"12*34\" --set digits=2",
            "  transformer-bench solve 12345+67890 --set digits=5 --save sums.safetensors",
            "  transformer-bench solve 1+1 999+999 --model-file sums.safetensors"
        })
final class SolveCommand implements Callable<Integer> {
    private static final Map<Operator, String> TASKS = Map.of(
            Operator.PLUS, "addition",
            Operator.MINUS, "subtraction",
            Operator.TIMES, "multiplication");

    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "PROBLEM",
            description = "Two numbers with +, - or * between them, the equals sign may be left out.")
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
        List<Problem> problems = typed.stream().map(Problem::parse).toList();
        environment.backend().begin();
        try (URLClassLoader loader = plugins.open()) {
            ModelSource source = source(environment.discovery().apply(loader), problems.get(0));
            if (!(source.taskConfig() instanceof ArithmeticConfig config)) {
                throw new ConfigException("A model of arithmetic can solve problems, not one of '"
                        + source.task().id() + "'; 'predict' asks any model");
            }
            Operator operator = operator(source.task());
            problems.forEach(problem -> requireFit(problem, operator, config));
            environment.backend().check();
            source.use(open -> {
                List<GeneratedAnswer> answers =
                        new AnswerGenerator(open.model(), config.examples(problems)).generate(0, problems.size());
                print(problems, answers, config.encoding(operator), source.vocabulary());
            });
            return ExitCode.OK;
        }
    }

    private static Operator operator(Task<?> task) {
        return TASKS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(task.id()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new ConfigException("The task '" + task.id() + "' has no operator that is known"));
    }

    /** Checks that the model's data has such problems. */
    private void requireFit(Problem problem, Operator operator, ArithmeticConfig config) {
        if (problem.operator() != operator) {
            throw new ConfigException(problem + " has the operator "
                    + problem.operator().symbol() + "; the model was made for " + operator.symbol());
        }
        if (config.rightDigits().isEmpty()) {
            requireFit(problem, Math.max(problem.left(), problem.right()), "digits", config.digits());
        } else {
            requireFit(problem, problem.left(), "digits", config.digits());
            requireFit(
                    problem,
                    problem.right(),
                    "rightDigits",
                    config.rightDigits().getAsInt());
        }
    }

    private void requireFit(Problem problem, long operand, String setting, int most) {
        int digits = String.valueOf(operand).length();
        if (digits > most) {
            throw new ConfigException(problem + " has a number of " + digits
                    + " digits; the model was made for at most "
                    + most + " (a model for more is trained "
                    + (options.file != null ? "without --model-file, " : "") + "with --set " + setting + "=" + digits
                    + ")");
        }
    }

    private ModelSource source(Registry registry, Problem first) throws IOException {
        return options.file == null
                ? TrainingSource.of(
                        options,
                        Defaults.SOLVE_MODEL,
                        TASKS.get(first.operator()),
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
