package anpvs.kernel;

import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.List;

/**
 * The Java agent of the kernel ({@code -javaagent}): with it, classes of cells get new code in
 * place, so that the objects and lambdas made before go on with it. Without it, or where the JVM
 * cannot change a class so far, {@link CellLoader} makes a new class and carries values over.
 */
public final class Redefinition {
    private static volatile Instrumentation jvm;

    private Redefinition() {}

    /**
     * Called by the JVM before {@code main}.
     *
     * @param arguments none are expected
     * @param given what changes classes
     */
    public static void premain(String arguments, Instrumentation given) {
        jvm = given;
    }

    /**
     * Gives classes new code, all or none.
     *
     * @throws UnmodifiableClassException without an agent, or if the JVM changes none of these
     * @throws RuntimeException if it does not change them so: other fields or methods
     */
    static void apply(List<ClassDefinition> classes)
            throws UnmodifiableClassException, ClassNotFoundException {
        if (jvm == null) {
            throw new UnmodifiableClassException("the kernel runs without its agent");
        }
        jvm.redefineClasses(classes.toArray(ClassDefinition[]::new));
    }
}
