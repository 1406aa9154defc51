package org.transformerbench.api.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Faults;

/**
 * The message about a model that predicts the last position only, on data where that is not enough.
 *
 * @param seed that the data was made with
 */
record UnsuitedModel<T extends Record>(Task<T> task, T taskConfig, Dataset data, Protocol protocol, long seed) {

    /** Returns why the model cannot do the task, and the way out. */
    String reason(Model<?> model) {
        return Settings.unsuited(model, protocol) + ". " + wayOut();
    }

    /** Returns advice that helps: where the task has a setting for it, that is tried out. */
    private String wayOut() {
        if (data.targets().contains(Targets.LAST)) {
            return "Set targetPositions=none, and each model is trained on what it can predict.";
        }
        ObjectNode now = new Configs().write(taskConfig);
        ObjectNode usual = new Configs().write(task.defaultConfig(protocol));
        for (RecordComponent component : Configs.components(task.configType())) {
            String key = component.getName();
            if (component.getType().isEnum()
                    && !now.path(key).equals(usual.path(key))
                    && hasLast(key, usual.path(key).asText())) {
                return "Set " + key + "=" + usual.path(key).asText() + " instead of "
                        + now.path(key).asText() + ", and it can.";
            }
        }
        return "It needs data that has targets at the last position.";
    }

    private boolean hasLast(String key, String value) {
        try {
            T changed = new Configs().with(taskConfig, Map.of(key, value));
            return task.load(changed, new SeedStreams(seed)).targets().contains(Targets.LAST);
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            return false;
        }
    }
}
