package org.transformerbench.api.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apiguardian.api.API;

/** Internal: may change in any release. The keys of JSON that earlier versions did not write, see {@link AddedLater}. */
@API(status = API.Status.INTERNAL)
public final class LaterKeys {
    private LaterKeys() {}

    /**
     * Adds the keys that an earlier version did not write, in records inside of the record too.
     *
     * @param tree of the record, changed; records inside are replaced by copies
     * @param type of the record
     */
    public static void complete(ObjectNode tree, Class<? extends Record> type) {
        each(tree, type, (record, component) -> {
            if (!record.has(component.getName())) {
                record.put(component.getName(), earlier(component));
            }
        });
    }

    /**
     * Removes the keys whose values are those of earlier versions, so that what is left is what such a version wrote.
     *
     * @param tree of the record, changed
     * @param type of the record
     */
    public static void reduce(ObjectNode tree, Class<? extends Record> type) {
        each(tree, type, (record, component) -> {
            if (record.path(component.getName()).asText().equals(earlier(component))) {
                record.remove(component.getName());
            }
        });
    }

    private static String earlier(RecordComponent component) {
        return component.getAnnotation(AddedLater.class).value();
    }

    private static void each(
            ObjectNode tree, Class<? extends Record> type, BiConsumer<ObjectNode, RecordComponent> change) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.isAnnotationPresent(AddedLater.class)) {
                change.accept(tree, component);
            }
            JsonNode inner = tree.get(component.getName());
            if (inner instanceof ObjectNode object) {
                record(component.getGenericType()).ifPresent(found -> {
                    ObjectNode copy = object.objectNode().setAll(object);
                    tree.set(component.getName(), copy);
                    each(copy, found, change);
                });
            }
        }
    }

    private static Optional<Class<? extends Record>> record(Type type) {
        Type inner = type instanceof ParameterizedType generic && generic.getRawType() == Optional.class
                ? generic.getActualTypeArguments()[0]
                : type;
        return inner instanceof Class<?> found && found.isRecord()
                ? Optional.of(found.asSubclass(Record.class))
                : Optional.empty();
    }
}
