package org.transformerbench.api.config;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Internal: may change in any release.
 *
 * <p>A check that a plug-in gives what its contract says: no method of this library's interfaces returns null. A plug-in that does
 * it nevertheless is named, with its class and the method, where the null comes from and not where it is used.
 */
@API(status = API.Status.INTERNAL)
public final class CheckedPlugin {
    private CheckedPlugin() {}

    /**
     * Returns a view of a plug-in that checks whatever it returns. What it returns is viewed too, also inside an {@code Optional},
     * where it is an interface of the same package as that of the plug-in. A call through the view takes some tens of nanoseconds
     * longer.
     *
     * @param type an interface, all that can be seen of the plug-in through the view
     * @param plugin implements it
     * @param <T> the interface
     * @return a view; the plug-in itself if it is one already
     */
    public static <T> T of(Class<T> type, T plugin) {
        return isView(plugin)
                ? plugin
                : type.cast(
                        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new View(type, plugin)));
    }

    /**
     * Checks a single value, for interfaces that are called too often for a view.
     *
     * @param plugin gave the value
     * @param method that gave it
     * @param value what it gave
     * @param <V> its type
     * @return the value
     * @throws NullPointerException if it is null; the message names class and method
     */
    public static <V> V given(Object plugin, String method, V value) {
        if (value == null) {
            throw new NullPointerException(gaveNull(plugin, method));
        }
        return value;
    }

    /**
     * Returns the words for a plug-in that gave null.
     *
     * @param plugin gave it
     * @param method that gave it
     * @return for example {@code "com.example.MyTrainer.open gave null"}
     */
    public static String gaveNull(Object plugin, String method) {
        return plugin.getClass().getName() + "." + method + " gave null";
    }

    private static boolean isView(Object plugin) {
        return Proxy.isProxyClass(plugin.getClass()) && Proxy.getInvocationHandler(plugin) instanceof View;
    }

    /**
     * A view of one plug-in.
     *
     * @param type all that can be seen of it
     */
    private record View(Class<?> type, Object plugin) implements InvocationHandler {
        @Override
        public Object invoke(Object view, Method method, Object[] arguments) throws Throwable {
            if (method.getDeclaringClass() == Object.class && method.getName().equals("equals")) {
                return view == arguments[0];
            }
            Object value;
            try {
                value = method.invoke(plugin, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (method.getReturnType() == void.class) {
                return null;
            }
            given(plugin, method.getName(), value);
            return value instanceof Optional<?> found
                    ? found.map(content -> viewed(view, contentType(method, arguments), content))
                    : viewed(view, method.getReturnType(), value);
        }

        private Object viewed(Object view, Class<?> declared, Object value) {
            if (value == plugin && declared.isInstance(view)) {
                return view;
            }
            boolean ours = declared.isInterface() && declared.getPackageName().equals(type.getPackageName());
            return ours ? checked(declared, value) : value;
        }

        private static <T> T checked(Class<T> declared, Object value) {
            return of(declared, declared.cast(value));
        }

        /** Returns the type of what is in an Optional: the declared one, or that which the caller asked for by its class. */
        private static Class<?> contentType(Method method, Object[] arguments) {
            Type content = method.getGenericReturnType() instanceof ParameterizedType optional
                    ? optional.getActualTypeArguments()[0]
                    : Object.class;
            if (content instanceof TypeVariable<?> && arguments != null && arguments[0] instanceof Class<?> asked) {
                return asked;
            }
            return content instanceof Class<?> declared ? declared : Object.class;
        }
    }
}
