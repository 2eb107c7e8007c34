package anpvs.kernel.javadoc;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Java source as the compiler's parser reads it, by its syntax alone.
 *
 * @param unit all of it
 * @param trees places and comments in it
 * @param wrong whether it has a syntax error
 */
public record ParsedSource(CompilationUnitTree unit, DocTrees trees, boolean wrong) {
    /**
     * @param code the text of a source file
     * @return the same, parsed as far as it goes
     */
    public static ParsedSource of(String code) {
        JavaFileObject source =
                new SimpleJavaFileObject(
                        URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavacTask parser =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(
                                        null,
                                        null,
                                        problems,
                                        List.of("-proc:none"),
                                        null,
                                        List.of(source));
        try {
            CompilationUnitTree unit = parser.parse().iterator().next();
            boolean wrong =
                    problems.getDiagnostics().stream()
                            .anyMatch(problem -> problem.getKind() == Diagnostic.Kind.ERROR);
            return new ParsedSource(unit, DocTrees.instance(parser), wrong);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
