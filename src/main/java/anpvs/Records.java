package anpvs;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;

/** Copies of records in which some components differ. */
public final class Records {
    private Records() {}

    /**
     * @param record any record that this module opens to reflection
     * @param changes new values by the name of the component
     * @param <R> type of the record
     * @return a copy with these values, checked by the record's own constructor
     * @throws IllegalArgumentException naming a name that is no component, or if a value is of
     *     another type
     */
    public static <R extends Record> R with(R record, Map<String, ?> changes) {
        @SuppressWarnings("unchecked") // the class of an R
        Class<R> type = (Class<R>) record.getClass();
        RecordComponent[] components = type.getRecordComponents();
        TreeSet<String> unknown = new TreeSet<>(changes.keySet());
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                String name = components[i].getName();
                types[i] = components[i].getType();
                values[i] =
                        unknown.remove(name)
                                ? changes.get(name)
                                : components[i].getAccessor().invoke(record);
            }
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException(
                        type.getSimpleName()
                                + " has no "
                                + unknown
                                + "; expected some of "
                                + Arrays.stream(components).map(RecordComponent::getName).toList());
            }
            Constructor<R> canonical = type.getDeclaredConstructor(types);
            return canonical.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e); // a public record has all of this
        }
    }
}
