package org.transformerbench.models.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Values that cross a cut between segments, and their gradients, for the whole batch; rows are padded as in a workspace. A
 * program without native steps has none. Threads may use it at once for different examples.
 */
final class Crossings {
    private final List<Value> crossing = new ArrayList<>();
    private final float[][] values;
    private final float[][] gradients;
    private final boolean training;

    Crossings(Program program, boolean training) {
        Set<Integer> ids = new HashSet<>();
        for (Segment segment : program.segments()) {
            segment.loads().forEach(value -> ids.add(value.id()));
            segment.stores().forEach(value -> ids.add(value.id()));
            for (NativeStep step : segment.natives()) {
                ids.add(step.output().id());
            }
        }
        program.values().stream().filter(value -> ids.contains(value.id())).forEach(crossing::add);
        this.values = new float[program.values().size()][0];
        this.gradients = new float[program.values().size()][0];
        this.training = training;
    }

    /** Floats per example. */
    static long size(Program program) {
        return new Crossings(program, false)
                .crossing.stream()
                        .mapToLong(value -> (long) value.rows() * value.stride())
                        .sum();
    }

    /** Makes room for a batch; all gradients are zero. */
    void begin(int batchSize) {
        for (Value value : crossing) {
            int size = Math.multiplyExact(batchSize, value.rows() * value.stride());
            if (values[value.id()].length < size) {
                values[value.id()] = new float[size];
                gradients[value.id()] = training ? new float[size] : gradients[value.id()];
            } else if (training) {
                Arrays.fill(gradients[value.id()], 0, size, 0);
            }
        }
    }

    float[] value(Value value) {
        return values[value.id()];
    }

    float[] gradient(Value value) {
        return gradients[value.id()];
    }

    /** Gives a slice what its segment reads. */
    void load(Workspace work, Segment segment) {
        for (Value value : segment.loads()) {
            System.arraycopy(value(value), first(work, value), work.activation(value), 0, size(work, value));
        }
    }

    /** Keeps what a slice's segment made for others. */
    void store(Workspace work, Segment segment) {
        for (Value value : segment.stores()) {
            System.arraycopy(work.activation(value), 0, value(value), first(work, value), size(work, value));
        }
    }

    /** Gives a slice the gradients of what its segment made for others. */
    void loadGradients(Workspace work, Segment segment) {
        for (Value value : segment.stores()) {
            System.arraycopy(gradient(value), first(work, value), work.gradient(value), 0, size(work, value));
        }
    }

    /** Adds a slice's gradients of what its segment read. */
    void addGradients(Workspace work, Segment segment) {
        for (Value value : segment.loads()) {
            float[] from = work.gradient(value);
            float[] to = gradient(value);
            int first = first(work, value);
            for (int i = 0; i < size(work, value); i++) {
                to[first + i] += from[i];
            }
        }
    }

    private static int first(Workspace work, Value value) {
        return work.firstExample() * value.rows() * value.stride();
    }

    private static int size(Workspace work, Value value) {
        return work.rows(value) * value.stride();
    }
}
