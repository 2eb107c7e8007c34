package anpvs.notebook;

import anpvs.report.Displayable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A running Java kernel, reached by reflection: IJava and the kit's kernel use {@code
 * io.github.spencerpark.jupyter}, JJava has the same classes under {@code org.dflib.jjava.jupyter}.
 */
final class NotebookKernel {
    private final Object kernel;
    private final Object renderer;
    private final String packageName;

    NotebookKernel(Object kernel) {
        this.kernel = kernel;
        renderer = call(kernel, "getRenderer");
        String name = renderer.getClass().getName();
        packageName = name.substring(0, name.lastIndexOf('.'));
    }

    /** The kernel object of IJava or JJava in this process, or null. */
    static Object find() {
        String[][] places = {
            {"io.github.spencerpark.ijava.IJava", "getKernelInstance"},
            {"org.dflib.jjava.jupyter.kernel.BaseKernel", "notebookKernel"},
            {"org.dflib.jjava.JJava", "getKernelInstance"},
        };
        for (String[] place : places) {
            try {
                Object found = Class.forName(place[0]).getMethod(place[1]).invoke(null);
                if (found != null) {
                    return found;
                }
            } catch (ReflectiveOperationException | LinkageError e) {
                // not this kernel
            }
        }
        return null;
    }

    void display(String id, Object value) {
        Object data = rendered(value);
        call(data, "setDisplayId", id);
        call(kernel, "display", data);
    }

    void updateDisplay(String id, Object value) {
        call(field(call(kernel, "getIO"), "display"), "updateDisplay", id, rendered(value));
    }

    private Object rendered(Object value) {
        return call(renderer, "render", value == null ? "null" : value);
    }

    /**
     * Registers how values of a type are shown. An error while one is rendered becomes its text: in
     * IJava and JJava it would end the thread that answers Jupyter.
     */
    <T> void register(Class<T> type, Function<T, Displayable> form) {
        Class<?> function = load("RenderFunction");
        Object proxy =
                Proxy.newProxyInstance(
                        function.getClassLoader(),
                        new Class<?>[] {function},
                        (self, method, arguments) ->
                                switch (method.getName()) {
                                    case "equals" -> self == arguments[0];
                                    case "hashCode" -> System.identityHashCode(self);
                                    case "toString" -> "renderer of " + type.getName();
                                    default -> {
                                        render(type.cast(arguments[0]), arguments[1], form);
                                        yield null;
                                    }
                                });
        call(call(renderer, "createRegistration", type), "register", proxy);
    }

    private static <T> void render(T value, Object context, Function<T, Displayable> form) {
        Object data = call(context, "getOutputContainer");
        try {
            Displayable shown = form.apply(value);
            shown.mimeBundle().forEach((type, content) -> call(data, "putData", type, content));
            shown.metadata().forEach((type, entry) -> call(data, "putMetaData", type, entry));
        } catch (RuntimeException | Error e) {
            String name = value.getClass().getSimpleName();
            call(data, "putText", "(a " + name + " that could not be shown: " + e + ")");
        }
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(
                    packageName + "." + name, true, renderer.getClass().getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object field(Object target, String name) {
        try {
            return target.getClass().getField(name).get(target);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object call(Object target, String name, Object... arguments) {
        Class<?> type = target.getClass();
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && accepts(method.getParameterTypes(), arguments)) {
                try {
                    // the method may be declared by a class that is not public
                    method.setAccessible(true);
                    return method.invoke(target, arguments);
                } catch (InvocationTargetException e) {
                    if (e.getCause() instanceof Error error) {
                        throw error;
                    }
                    throw new IllegalStateException(e.getCause());
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        throw new IllegalStateException("this kernel is unknown: " + type + " has no " + name);
    }

    private static boolean accepts(Class<?>[] types, Object[] arguments) {
        return types.length == arguments.length
                && IntStream.range(0, types.length)
                        .allMatch(i -> types[i].isInstance(arguments[i]));
    }
}
