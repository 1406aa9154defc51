package org.transformerbench.api.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.config.Sha256;

/**
 * The checksums of a run's data and code, which its specification does not tell: two runs with one {@linkplain RunResult#runId()
 * id} have the same result only if these agree too. A checksum is {@code "sha256:"} and 64 hexadecimal digits.
 *
 * @param library the library's version; of one that is no release, which may change and keep its version, with a checksum of the
 *     classes that train
 * @param data a checksum of the vocabulary and of every example, see
 *     {@link org.transformerbench.api.ExampleSet#updateDigest}; empty if the data could not be read whole
 * @param task {@value #BUILT_IN}, or a checksum of the task's jar or classes and of those that they refer to, or both if this is no
 *     release; empty if its classes cannot be read
 * @param model the same of the model
 * @param trainer the same of the trainer
 */
public record Fingerprints(
        String library,
        Optional<String> data,
        Optional<String> task,
        Optional<String> model,
        Optional<String> trainer) {

    /** Stands for code that the library's version says all of. */
    public static final String BUILT_IN = "built-in";

    /**
     * Returns why a run cannot be taken for one that was made earlier.
     *
     * @param earlier the fingerprints of the earlier one; empty if it was made by a version that noted none
     * @param now those of this one
     * @return phrases with both values; empty if nothing differs
     */
    public static Optional<String> difference(Optional<Fingerprints> earlier, Optional<Fingerprints> now) {
        if (earlier.equals(now) && now.map(Fingerprints::isComplete).orElse(true)) {
            return Optional.empty();
        }
        if (earlier.isEmpty() || now.isEmpty()) {
            return Optional.of(
                    "there are no fingerprints of its data and code, as an earlier version noted none, so that"
                            + " nothing tells whether they are still the same");
        }
        List<String> differences = new ArrayList<>();
        compare("the library", Optional.of(earlier.get().library), Optional.of(now.get().library), differences);
        compare("the data", earlier.get().data, now.get().data, differences);
        compare("the code of the task", earlier.get().task, now.get().task, differences);
        compare("the code of the model", earlier.get().model, now.get().model, differences);
        compare("the code of the trainer", earlier.get().trainer, now.get().trainer, differences);
        return Optional.of(String.join("; ", differences));
    }

    private boolean isComplete() {
        return data.isPresent() && task.isPresent() && model.isPresent() && trainer.isPresent();
    }

    private static void compare(String what, Optional<String> earlier, Optional<String> now, List<String> differences) {
        if (earlier.isEmpty() || now.isEmpty()) {
            differences.add(what + " cannot be compared, as it could not be read " + (now.isEmpty() ? "now" : "then"));
        } else if (!earlier.equals(now)) {
            differences.add(what + " has changed (then " + Sha256.brief(earlier.get()) + ", now "
                    + Sha256.brief(now.get()) + ")");
        }
    }
}
