package anpvs;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records made by the names of their components, and copies in which some differ. */
public final class RecordComponents {
    private RecordComponents() {}

    /**
     * @param record any record that is open to reflection
     * @param changes new values by the name of the component
     * @param <R> type of the record
     * @return a copy with these values, checked by the record's own constructor
     * @throws IllegalArgumentException naming a name that is no component, or if a value is of
     *     another type
     */
    public static <R extends Record> R with(R record, Map<String, ?> changes) {
        @SuppressWarnings("unchecked") // the class of an R
        Class<R> type = (Class<R>) record.getClass();
        Map<String, Object> values = values(record);
        values.putAll(changes);
        return of(type, values);
    }

    /** {@return the values of a record by the name of the component} */
    public static Map<String, Object> values(Record record) {
        Map<String, Object> values = new HashMap<>();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true); // of a record that its package keeps to itself
                values.put(component.getName(), accessor.invoke(record));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return values;
    }

    /**
     * @param type a record that is open to reflection
     * @param values by the name of the component; what is absent is null, 0 or false
     * @param <R> type of the record
     * @return the record, checked by its own constructor
     * @throws IllegalArgumentException as of {@link #with}
     */
    public static <R extends Record> R of(Class<R> type, Map<String, ?> values) {
        RecordComponent[] components = type.getRecordComponents();
        List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
        if (!names.containsAll(values.keySet())) {
            throw new IllegalArgumentException(
                    type.getSimpleName()
                            + " has some of "
                            + values.keySet()
                            + " not; expected names of "
                            + names);
        }
        Class<?>[] types = new Class<?>[components.length];
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            Object value = values.get(names.get(i));
            arguments[i] =
                    value == null && types[i].isPrimitive()
                            ? Array.get(Array.newInstance(types[i], 1), 0)
                            : value;
        }
        try {
            Constructor<R> canonical = type.getDeclaredConstructor(types);
            return canonical.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
