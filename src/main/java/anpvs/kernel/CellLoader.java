package anpvs.kernel;

import java.io.File;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.InternalException;

/**
 * The classes into which JShell compiles snippets, and with them the variables, which are static
 * fields of such classes. JShell puts a class anew for a declaration that changes and for all that
 * depends on it; values are then carried to the new class where its types allow.
 */
final class CellLoader implements LoaderDelegate {
    private static final Pattern WRAPPER = Pattern.compile("(REPL\\.\\$JShell\\$)(\\d+)([A-Z]*)");

    private final Classes loader = new Classes();
    private final Map<String, Class<?>> loaded = new HashMap<>();
    private final Set<String> withInitializer = new HashSet<>();
    private final Map<String, Field> variables = new HashMap<>();
    private final Set<String> reset = new LinkedHashSet<>();
    private final Set<String> withOldCode = new LinkedHashSet<>();

    private static final class Classes extends URLClassLoader {
        private final Map<String, byte[]> compiled = new HashMap<>();

        Classes() {
            super(new URL[0], CellLoader.class.getClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] code = compiled.remove(name);
            return code == null
                    ? super.findClass(name)
                    : defineClass(name, code, 0, code.length, (CodeSource) null);
        }

        @Override
        public void addURL(URL url) {
            super.addURL(url);
        }
    }

    ClassLoader loader() {
        return loader;
    }

    /** The class that cells know by this name, simple or qualified; null if none is found. */
    Class<?> named(String name) {
        // an earlier form has a shorter name, or a lower one
        Class<?> found =
                loaded.values().stream()
                        .filter(each -> each.getName().endsWith("$" + name))
                        .max(
                                Comparator.comparingInt((Class<?> each) -> each.getName().length())
                                        .thenComparing(Class::getName))
                        .orElse(null);
        for (String tried = name; found == null; tried = nested(tried)) {
            found = loadedOrNull(tried);
            found =
                    found == null && !name.contains(".")
                            ? loadedOrNull("java.lang." + name)
                            : found;
            if (tried.indexOf('.') < 0) {
                break;
            }
        }
        return found;
    }

    private static String nested(String name) {
        int dot = name.lastIndexOf('.');
        return name.substring(0, dot) + "$" + name.substring(dot + 1);
    }

    private Class<?> loadedOrNull(String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    @Override
    public void load(ClassBytecodes[] classes) throws ClassInstallException {
        boolean[] done = new boolean[classes.length];
        try {
            List<ClassDefinition> changed = new ArrayList<>();
            for (ClassBytecodes given : classes) {
                Class<?> old = loaded.get(given.name());
                if (old == null) {
                    loader.compiled.put(given.name(), given.bytecodes());
                } else {
                    changed.add(new ClassDefinition(old, given.bytecodes()));
                }
            }
            if (!changed.isEmpty()) {
                redefine(changed);
            }
            for (int i = 0; i < classes.length; i++) {
                Class<?> type = loader.loadClass(classes[i].name());
                Objects.requireNonNull(type.getDeclaredMethods()); // fails here, if at all
                loaded.put(type.getName(), type);
                if (hasInitializer(classes[i].bytecodes())) {
                    withInitializer.add(type.getName());
                }
                takeVariables(type);
                done[i] = true;
            }
        } catch (ReflectiveOperationException
                | LinkageError
                | UnsupportedOperationException
                | UnmodifiableClassException e) {
            throw new ClassInstallException(e.toString(), done);
        }
    }

    /**
     * A static initializer would not run again: such a class is refused, and JShell makes another.
     */
    private void redefine(List<ClassDefinition> changed)
            throws ReflectiveOperationException, UnmodifiableClassException {
        for (ClassDefinition each : changed) {
            if (withInitializer.contains(each.getDefinitionClass().getName())
                    || hasInitializer(each.getDefinitionClassFile())) {
                throw new UnmodifiableClassException("a class with a static initializer");
            }
        }
        Redefinition.apply(changed);
    }

    private static boolean hasInitializer(byte[] code) {
        return new String(code, StandardCharsets.ISO_8859_1).contains("<clinit>");
    }

    private void takeVariables(Class<?> type) {
        if (!WRAPPER.matcher(type.getName()).matches()) {
            return;
        }
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                field.setAccessible(true);
                Field old = variables.put(field.getName(), field);
                if (old != null && old.getDeclaringClass() != type) {
                    carry(old, field);
                }
            }
        }
    }

    private void carry(Field from, Field to) {
        try {
            Object value = from.get(null);
            if (value == null) {
                return;
            }
            if (!fits(from, to)) {
                reset.add(to.getName());
                return;
            }
            to.set(null, value);
            if (isOfOtherVersion(value.getClass(), to.getDeclaringClass())) {
                withOldCode.add(to.getName());
            }
        } catch (IllegalArgumentException e) {
            reset.add(to.getName());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Java checks the class alone: a list of an earlier class's objects would break when read. */
    private static boolean fits(Field from, Field to) {
        return to.getGenericType() instanceof Class<?>
                || to.getGenericType().getTypeName().equals(from.getGenericType().getTypeName());
    }

    /** Whether a lambda or an anonymous class was compiled with an earlier form of its variable. */
    private static boolean isOfOtherVersion(Class<?> value, Class<?> holder) {
        Matcher made = WRAPPER.matcher(value.getName());
        Matcher held = WRAPPER.matcher(holder.getName());
        return made.lookingAt()
                && held.matches()
                && made.group(2).equals(held.group(2))
                && !made.group(3).equals(held.group(3));
    }

    /** Forgets a variable and lets go of its value. */
    void forget(String variable) {
        Field field = variables.remove(variable);
        try {
            if (field != null && !field.getType().isPrimitive()) {
                field.set(null, null);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Variables whose values did not fit their new types, since this was last asked. */
    Set<String> takeReset() {
        return taken(reset);
    }

    /** Variables that kept a lambda of before, with the code of before. */
    Set<String> takeWithOldCode() {
        return taken(withOldCode);
    }

    private static Set<String> taken(Set<String> names) {
        Set<String> all = new LinkedHashSet<>(names);
        names.clear();
        return all;
    }

    /** Nothing is kept of the bytes: {@link #load} has them all. */
    @Override
    public void classesRedefined(ClassBytecodes[] classes) {}

    @Override
    public void addToClasspath(String path) throws InternalException {
        try {
            for (String each : path.split(File.pathSeparator, -1)) {
                loader.addURL(new File(each).toURI().toURL());
            }
        } catch (MalformedURLException e) {
            throw new InternalException(e.toString());
        }
    }

    @Override
    public Class<?> findClass(String name) throws ClassNotFoundException {
        Class<?> found = loaded.get(name);
        if (found == null) {
            throw new ClassNotFoundException(name);
        }
        return found;
    }
}
