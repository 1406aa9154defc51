package org.transformerbench.data.arithmetic;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.stream.LongStream;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.config.Sha256;

/** A digest of problems that are too many to be read. */
final class ProblemDigest {
    private static final long EXAMPLES = 4096;

    private ProblemDigest() {}

    /**
     * Updates a digest with what the problems follow from, and with the first examples, which change if the way in which they
     * follow from it does.
     *
     * @return whether the problems follow from something; if not, nothing is done
     */
    static boolean update(MessageDigest digest, Problems problems, ExampleSet examples) {
        Optional<String> definition = problems.definition();
        definition.ifPresent(text -> {
            Sha256.add(digest, text);
            Batch first = examples.batch(
                    LongStream.range(0, Math.min(EXAMPLES, examples.size())).toArray());
            Sha256.add(digest, first.tokens(), 0, first.tokens().length);
            Sha256.add(digest, first.targets(), 0, first.targets().length);
        });
        return definition.isPresent();
    }
}
