package org.transformerbench.models.samediff;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A differentiation of graphs without SameDiff's log output. ND4J prints a line per operation to the process's standard output
 * while it does; what this thread prints is held back for that time, what other threads print passes.
 */
final class QuietDifferentiation {
    private QuietDifferentiation() {}

    /** Creates the gradients of these variables, in addition to those of all parameters. */
    static void createGradients(SameDiff graph, String... variables) {
        synchronized (QuietDifferentiation.class) {
            PrintStream original = System.out;
            PrintStream quiet = new FilteredStream(original, Thread.currentThread());
            System.setOut(quiet);
            try {
                graph.createGradFunction(variables);
            } finally {
                if (System.out == quiet) { // Else someone else has exchanged it meanwhile, and wants to keep theirs.
                    System.setOut(original);
                }
            }
        }
    }

    private static final class FilteredStream extends PrintStream {
        FilteredStream(PrintStream original, Thread silent) {
            super(
                    new OutputStream() {
                        @Override
                        public void write(int value) {
                            if (Thread.currentThread() != silent) {
                                original.write(value);
                            }
                        }

                        @Override
                        public void write(byte[] bytes, int offset, int length) {
                            if (Thread.currentThread() != silent) {
                                original.write(bytes, offset, length);
                            }
                        }

                        @Override
                        public void flush() {
                            original.flush();
                        }
                    },
                    true,
                    StandardCharsets.UTF_8);
        }
    }
}
