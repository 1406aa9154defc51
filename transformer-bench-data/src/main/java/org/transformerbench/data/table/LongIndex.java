package org.transformerbench.data.table;

/** Distinct hashes, numbered in the order in which they come: an open-addressed table of 12 bytes for each place. */
final class LongIndex {
    private long[] keys = new long[1 << 10];
    /** One more than the number of each key; 0 for a free place. */
    private int[] numbers = new int[1 << 10];

    private int size;

    int size() {
        return size;
    }

    /** Returns the number of a hash, which is new if the hash is. */
    int add(long hash) {
        if (2 * size >= keys.length) {
            grow();
        }
        int place = place(hash);
        if (numbers[place] == 0) {
            keys[place] = hash;
            numbers[place] = ++size;
        }
        return numbers[place] - 1;
    }

    /** Returns the number of a hash; below 0 if it has none. */
    int find(long hash) {
        return numbers[place(hash)] - 1;
    }

    private int place(long hash) {
        int mask = keys.length - 1;
        int place = (int) (hash >>> Integer.SIZE) & mask;
        while (numbers[place] != 0 && keys[place] != hash) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldNumbers = numbers;
        keys = new long[2 * oldKeys.length];
        numbers = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldNumbers[i] != 0) {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                numbers[place] = oldNumbers[i];
            }
        }
    }
}
