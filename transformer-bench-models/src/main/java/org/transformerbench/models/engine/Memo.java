package org.transformerbench.models.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A recursive function that is computed once per argument and takes no stack frame per level, so that a graph may be as deep
 * as it likes. A rule that asks for a value which is not there yet is given up and started again when it is: what it does
 * before its last question must not matter if it is done twice.
 */
final class Memo<K, V> {
    private final Function<K, V> rule;
    private final Map<K, V> known = new HashMap<>();
    private boolean isRunning;

    Memo(Function<K, V> rule) {
        this.rule = rule;
    }

    /** The value of an argument; within a rule this may end the rule. */
    V get(K key) {
        V value = known.get(key);
        if (value != null) {
            return value;
        }
        if (isRunning) {
            throw new Missing(this, key);
        }
        isRunning = true;
        try {
            return run(key);
        } finally {
            isRunning = false;
        }
    }

    @SuppressWarnings("unchecked") // The key that this function misses is one of its own.
    private V run(K wanted) {
        Deque<K> open = new ArrayDeque<>();
        open.push(wanted);
        while (!open.isEmpty()) {
            K key = open.peek();
            try {
                if (!known.containsKey(key)) {
                    known.put(key, rule.apply(key));
                }
                open.pop();
            } catch (Missing e) {
                if (e.owner != this) {
                    throw e;
                }
                open.push((K) e.key);
            }
        }
        return known.get(wanted);
    }

    boolean contains(K key) {
        return known.containsKey(key);
    }

    /** Sets a value that something else has found. */
    void put(K key, V value) {
        known.put(key, value);
    }

    /** What a rule has to wait for; made for each level of a graph, so that it knows no stack. */
    private static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Memo<?, ?> owner;
        private final transient Object key;

        Missing(Memo<?, ?> owner, Object key) {
            super("not known yet", null, false, false);
            this.owner = owner;
            this.key = key;
        }
    }
}
