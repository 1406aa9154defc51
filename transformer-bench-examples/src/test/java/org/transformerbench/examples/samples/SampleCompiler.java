package org.transformerbench.examples.samples;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles samples as they stand, all at once. A sample is one of three things:
 *
 * <ul>
 *   <li>a file with its package, which gets nothing added;
 *   <li>types, or
 *   <li>statements, which go into a method.
 * </ul>
 *
 * <p>The last two see, without an import, all packages of the library, {@link #USUAL_IMPORTS}, what files among the samples
 * define, and {@linkplain org.transformerbench.examples.samples.context what a reader has written}.
 * Statements see the variables of {@link #VARIABLES} as well, and may begin with imports of their own. Whatever else they
 * name, they have to declare.
 */
final class SampleCompiler {
    /** What any reader knows, and what tests of this library import. */
    static final String USUAL_IMPORTS =
            "import java.io.*; import java.nio.file.*; import java.time.*; import java.util.*;"
                    + " import org.junit.jupiter.api.*;"
                    + " import org.transformerbench.examples.samples.context.*;"
                    + " import static org.transformerbench.testkit.TransformerBenchAssertions.assertThat;";

    /** Of what a reader has at hand at that point. */
    static final String VARIABLES = "Registry registry; Experiment experiment; RunResult run; RunResult other;"
            + " List<RunResult> results; TrainingSession session; Path file;";

    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern TYPE = Pattern.compile(
            "^(?:(?:public|final|abstract|sealed) )*(?:class|interface|record|enum|@interface) \\w+",
            Pattern.MULTILINE);
    private static final Pattern IMPORT = Pattern.compile("^import [^;]+;", Pattern.MULTILINE);

    private final String imports;

    /**
     * A compiler with the class path of the tests.
     *
     * @param packages of the library, which samples see
     */
    SampleCompiler(Set<String> packages) {
        imports = imports(packages.stream()) + USUAL_IMPORTS;
    }

    private static String imports(Stream<String> packages) {
        return packages.map(name -> "import " + name + ".*; ").collect(Collectors.joining());
    }

    /**
     * Compiles.
     *
     * @param samples in Java
     * @param classes a folder for the classes
     * @return what is wrong, each with the file and the line of the sample
     */
    List<String> compile(List<Sample> samples, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        Stream<String> ofFiles = samples.stream()
                .flatMap(sample -> PACKAGE.matcher(sample.code()).results().map(declaration -> declaration.group(1)))
                .distinct();
        String all = imports(ofFiles) + imports;
        List<Source> sources = new ArrayList<>();
        for (Sample sample : samples) {
            sources.add(new Source(sample, "sample" + sources.size(), all));
        }
        List<String> options = List.of(
                "-proc:none", "-Xlint:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
        boolean compiled;
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
            compiled =
                    compiler.getTask(null, files, found, options, null, sources).call();
        }
        List<String> errors = found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(SampleCompiler::text)
                .toList();
        if (compiled != errors.isEmpty()) {
            throw new IllegalStateException("The compiler says that it " + (compiled ? "succeeded" : "failed")
                    + ", and then " + found.getDiagnostics());
        }
        return errors;
    }

    private static String text(Diagnostic<? extends JavaFileObject> diagnostic) {
        String message = diagnostic.getMessage(Locale.ROOT);
        return diagnostic.getSource() instanceof Source source
                ? source.sample.at(diagnostic.getLineNumber() - source.linesBefore) + ": " + message
                : message;
    }

    /** A sample with what makes a file of it, on a line of its own before and after. */
    private static final class Source extends SimpleJavaFileObject {
        private final Sample sample;
        private final int linesBefore;
        private final String text;

        Source(Sample sample, String name, String imports) {
            super(URI.create("sample:///" + name + ".java"), Kind.SOURCE);
            this.sample = sample;
            String head = "package samples." + name + "; " + imports;
            if (PACKAGE.matcher(sample.code()).find()) {
                linesBefore = 0;
                text = sample.code();
            } else if (TYPE.matcher(sample.code()).find()) {
                linesBefore = 1;
                text = head + "\n" + sample.code();
            } else {
                Matcher own = IMPORT.matcher(sample.code());
                linesBefore = 1;
                text = head + own.results().map(MatchResult::group).collect(Collectors.joining())
                        + " class Statements { " + VARIABLES + " void statements() throws Exception {\n"
                        + own.replaceAll("") + "\n}}";
            }
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        /** Whatever the public type in it is called. */
        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE;
        }
    }
}
