package org.transformerbench.examples.cli;

import org.transformerbench.api.registry.Registry;
import org.transformerbench.examples.progress.PlainProgress;

/** An environment with ND4J and a registry of the test's choice. */
final class Real {
    /** Little data: its options, to be appended to a command. */
    static final String ONE_DIGIT = " --set digits=1 --set testProblems=20 --set validationProblems=10";

    private Real() {}

    static Environment environment(Registry registry) {
        return new Environment(
                loader -> registry, BackendCheck.nd4j(), writer -> new PlainProgress(writer, System::nanoTime));
    }
}
