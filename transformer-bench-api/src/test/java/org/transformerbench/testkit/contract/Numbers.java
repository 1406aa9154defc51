package org.transformerbench.testkit.contract;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.transformerbench.api.Tensor;

/** Named results that are compared to the last bit. */
final class Numbers {
    private final Map<String, double[]> byName = new LinkedHashMap<>();

    void add(String name, double... values) {
        byName.put(name, values);
    }

    void add(String name, float[] values) {
        add(name, IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray());
    }

    void add(String name, int[] values) {
        add(name, Arrays.stream(values).asDoubleStream().toArray());
    }

    void add(Map<String, Tensor> parameters) {
        parameters.forEach((name, tensor) -> add("parameter " + name, tensor.values()));
    }

    /** Returns where the first difference is; empty if there is none. */
    Optional<String> differenceTo(Numbers other) {
        if (!byName.keySet().equals(other.byName.keySet())) {
            return Optional.of("there are " + byName.keySet() + " and " + other.byName.keySet());
        }
        for (Map.Entry<String, double[]> entry : byName.entrySet()) {
            double[] mine = entry.getValue();
            double[] theirs = other.byName.get(entry.getKey());
            int place = Arrays.mismatch(mine, theirs);
            if (place >= 0) {
                return Optional.of(
                        mine.length == theirs.length
                                ? entry.getKey() + " at index " + place + ": " + mine[place] + " and " + theirs[place]
                                : entry.getKey() + ": " + mine.length + " and " + theirs.length + " values");
            }
        }
        return Optional.empty();
    }

    /** Fails with a message, followed by the first difference. */
    static void requireSame(Numbers first, Numbers second, String message) {
        first.differenceTo(second)
                .ifPresent(difference -> Expect.that(false, "%s; the first difference is in %s", message, difference));
    }

    static void requireSame(float[] first, float[] second, String message) {
        Numbers one = new Numbers();
        one.add("logits", first);
        Numbers two = new Numbers();
        two.add("logits", second);
        requireSame(one, two, message);
    }
}
