/**
 * The Jupyter kernel for Java notebooks: cells run in this JVM through the JDK's JShell and see the
 * kit's classes on the class path. It offers the cell functions and magics of IJava that notebooks
 * of the kit may use, so the same notebooks run under IJava and JJava.
 *
 * <p>Sockets, message types and rendering are those of {@code jupyter-jvm-basekernel}; how requests
 * are answered is told here, by version 5.3 of the protocol. What a table or a chart looks like is
 * decided in {@code anpvs.notebook}.
 */
package anpvs.kernel;
