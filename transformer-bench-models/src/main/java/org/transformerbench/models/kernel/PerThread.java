package org.transformerbench.models.kernel;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A value of each thread, which lives no longer than its holder. The values of a {@link ThreadLocal} stay with the thread until its map
 * happens to be cleaned: a thread that opens one session after the other would keep the buffers of all.
 *
 * <p>Looking a value up takes longer the more threads there are; they are a session's, so few.
 *
 * @param <T> the type of the value
 */
public final class PerThread<T> {
    private final Supplier<T> initial;
    private volatile List<Slot<T>> slots = List.of();

    /**
     * Creates a holder without values.
     *
     * @param initial makes the first value of each thread
     */
    public PerThread(Supplier<T> initial) {
        this.initial = initial;
    }

    /** Returns the value of the calling thread. */
    public T get() {
        return slot().value;
    }

    /** Replaces the value of the calling thread. */
    public void set(T value) {
        slot().value = value;
    }

    private Slot<T> slot() {
        Thread thread = Thread.currentThread();
        List<Slot<T>> present = slots;
        for (int i = 0; i < present.size(); i++) {
            if (present.get(i).owner == thread) {
                return present.get(i);
            }
        }
        return add(new Slot<>(thread, initial.get()));
    }

    /** Adds a slot, and drops those of threads that have ended. */
    private synchronized Slot<T> add(Slot<T> slot) {
        slots = Stream.concat(slots.stream().filter(other -> other.owner.isAlive()), Stream.of(slot))
                .toList();
        return slot;
    }

    /** Its value is read and written by its owner only. */
    private static final class Slot<T> {
        private final Thread owner;
        private T value;

        Slot(Thread owner, T value) {
            this.owner = owner;
            this.value = value;
        }
    }
}
