package anpvs.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;

/**
 * What cells have declared, kept through changes that JShell answers by taking it away: it drops a
 * declaration when another of that name fails to compile, and everything that depended on it.
 *
 * @param shell whose declarations they are
 * @param values of the variables
 * @param execution runs what they compute
 */
record Declarations(JShell shell, CellLoader values, CellExecution execution) {
    private static final String RESET = "Reset by this cell, since their types have changed";

    /** All that can be used now, in the order of declaration. */
    List<DeclarationSnippet> usable() {
        return shell.snippets()
                .filter(DeclarationSnippet.class::isInstance)
                .map(DeclarationSnippet.class::cast)
                .filter(this::isUsable)
                .toList();
    }

    private boolean isUsable(Snippet snippet) {
        return shell.status(snippet).isDefined();
    }

    /** After a snippet that failed: brings back what it took away, with its values. */
    void restore(List<DeclarationSnippet> before) {
        bringBack(before.stream().filter(s -> !isUsable(s)).toList());
        keepTypesKnown();
    }

    /**
     * Since JDK 23, JShell takes every expression for an Object while a class that was declared
     * once is not any more. Such a class is declared as one that lacks its superclass: known, but
     * not usable.
     */
    private void keepTypesKnown() {
        Set<String> gone = new LinkedHashSet<>();
        Set<String> known = new HashSet<>();
        shell.snippets()
                .filter(TypeDeclSnippet.class::isInstance)
                .map(TypeDeclSnippet.class::cast)
                .forEach(type -> (shell.status(type).isActive() ? known : gone).add(type.name()));
        gone.removeAll(known);
        gone.forEach(name -> declare("class " + name + " extends $Missing { }"));
    }

    private void bringBack(List<DeclarationSnippet> gone) {
        if (gone.isEmpty()) {
            return;
        }
        Set<String> lost = new LinkedHashSet<>();
        // What was replaced comes first: what depended on it may come back by itself.
        for (DeclarationSnippet snippet : gone) {
            if (!shell.status(snippet).isActive() && !isDeclared(snippet)) {
                declare(snippet.source());
            }
        }
        for (DeclarationSnippet snippet : gone) {
            if (!isUsable(snippet) && !isDeclared(snippet)) {
                declareByType(snippet, lost);
            }
        }
        lost.addAll(values.takeReset());
        report(RESET, lost);
    }

    /**
     * After a snippet that was accepted: keeps the variables whose declarations do not fit any
     * more, and says what did not stay as it was.
     */
    void settle(List<SnippetEvent> events) {
        Set<String> lost = new LinkedHashSet<>();
        Set<String> own = new LinkedHashSet<>();
        for (SnippetEvent event : events) {
            if (!(event.snippet() instanceof DeclarationSnippet declaration)) {
                continue;
            }
            if (event.causeSnippet() == null) {
                own.add(declaration.name());
            } else if (event.previousStatus() == Status.VALID
                    && shell.status(declaration).isActive()
                    && shell.status(declaration) != Status.VALID) {
                if (!declareByType(declaration, lost)) {
                    System.err.println(
                            declaration.name()
                                    + " cannot be used any more: "
                                    + reason(declaration));
                }
            }
        }
        lost.addAll(values.takeReset());
        lost.removeAll(own);
        report(RESET, lost);
        Set<String> old = values.takeWithOldCode();
        old.removeAll(own);
        report("Kept, but with the code of before this cell", old);
    }

    private static void report(String what, Set<String> variables) {
        if (!variables.isEmpty()) {
            String names = String.join(", ", variables);
            System.err.println(what + ": " + names + ". Run the cells that set them again.");
        }
    }

    private boolean isDeclared(DeclarationSnippet snippet) {
        return shell.snippets()
                .filter(this::isUsable)
                .anyMatch(
                        other ->
                                other instanceof DeclarationSnippet declaration
                                        && declaration.kind() == snippet.kind()
                                        && declaration.name().equals(snippet.name())
                                        && parameters(declaration).equals(parameters(snippet)));
    }

    private static String parameters(DeclarationSnippet snippet) {
        return snippet instanceof MethodSnippet method ? method.parameterTypes() : "";
    }

    /** Values stay as they are: what computes the first one is not run again. */
    private boolean declare(String source) {
        List<SnippetEvent> events = new ArrayList<>();
        execution.withoutRunning(() -> events.addAll(shell.eval(source)));
        return events.stream()
                .filter(event -> event.causeSnippet() == null)
                .allMatch(event -> isUsable(event.snippet()));
    }

    /** Whether it is a variable: its value is kept if its type still exists. */
    private boolean declareByType(DeclarationSnippet snippet, Set<String> lost) {
        if (snippet instanceof VarSnippet variable
                && !declare(variable.typeName() + " " + variable.name() + ";")) {
            lost.add(variable.name());
        }
        return snippet instanceof VarSnippet;
    }

    /** A method may name what a later cell defines; until then it cannot be called. */
    void warnOfUnresolved(List<DeclarationSnippet> declared) {
        for (DeclarationSnippet declaration : declared) {
            Status status = shell.status(declaration);
            if (status.isActive() && status != Status.VALID) {
                System.err.printf(
                        "%s cannot be used yet: %s%n", declaration.name(), reason(declaration));
            }
        }
    }

    /** Why a declaration that was accepted cannot be used. */
    String reason(DeclarationSnippet declaration) {
        List<String> missing = shell.unresolvedDependencies(declaration).toList();
        return missing.isEmpty()
                ? shell.diagnostics(declaration)
                        .filter(Diag::isError)
                        .map(
                                problem ->
                                        problem.getMessage(Locale.ROOT)
                                                .lines()
                                                .findFirst()
                                                .orElse(""))
                        .findFirst()
                        .orElse("it does not compile")
                : "this is not defined: " + String.join(", ", missing);
    }
}
