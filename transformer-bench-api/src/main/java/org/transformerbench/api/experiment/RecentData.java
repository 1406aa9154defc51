package org.transformerbench.api.experiment;

import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.transformerbench.api.training.CheckedDataset;

/**
 * The data of the last runs, for runs that come one by one: the next run with the same data need not load it again. It is given up when
 * memory is short. Thread-safe: a thread that needs data that another one is loading waits for it.
 */
final class RecentData {
    private static final int MOST = 16;

    /**
     * The values that determine data.
     *
     * @param fromFiles whether it may be read from files, which may change
     * @param checksum of these files; empty if it is not known
     */
    record Key(String task, Record config, long seed, boolean fromFiles, Optional<String> checksum) {
        /** Returns the key of the same data in files that do not change. */
        Key withFixedFiles() {
            return new Key(task, config, seed, false, Optional.empty());
        }
    }

    /** Data that the first caller loads. */
    private static final class Entry {
        private SoftReference<CheckedDataset> loaded = new SoftReference<>(null);

        synchronized CheckedDataset get(Supplier<CheckedDataset> loader) {
            CheckedDataset data = loaded.get();
            if (data == null) {
                data = loader.get();
                loaded = new SoftReference<>(data);
            }
            return data;
        }
    }

    private final Map<Key, Entry> entries = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Entry> eldest) {
            return size() > MOST;
        }
    };

    /** Returns the data of a key. The loader is asked if it is not here, or if it comes from files of unknown content. */
    CheckedDataset get(Key key, Supplier<CheckedDataset> loader) {
        if (key.fromFiles() && key.checksum().isEmpty()) {
            return loader.get();
        }
        Entry entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(key, made -> new Entry());
        }
        return entry.get(loader);
    }
}
