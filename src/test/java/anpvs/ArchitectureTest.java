package anpvs;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

@AnalyzeClasses(packages = "anpvs", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Each package uses those before it alone. */
    private static final List<String> PACKAGES =
            List.of(
                    "progress",
                    "engine",
                    "data",
                    "mask",
                    "model",
                    "onnx",
                    "attack",
                    "loss",
                    "method",
                    "metric",
                    "check",
                    "store",
                    "train",
                    "evaluate",
                    "grid",
                    "bench",
                    "study",
                    "plot",
                    "report",
                    "notebook",
                    "kernel",
                    "cli");

    /** Packages whose files can be read one after another, each after those that it uses. */
    private static final Set<String> READ_IN_ORDER =
            Set.of(
                    "progress",
                    "store",
                    "train",
                    "evaluate",
                    "grid",
                    "bench",
                    "study",
                    "plot",
                    "report",
                    "notebook");

    @ArchTest
    static void importsRunOneWay(JavaClasses classes) {
        Set<String> found = new TreeSet<>();
        classes.forEach(one -> found.add(room(one)));
        found.remove("");
        assertEquals(new TreeSet<>(PACKAGES), found);
        for (int i = 0; i < PACKAGES.size() - 1; i++) {
            String[] later =
                    PACKAGES.subList(i + 1, PACKAGES.size()).stream()
                            .map(name -> "anpvs." + name + "..")
                            .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("anpvs." + PACKAGES.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(later)
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule THE_COMMAND_LINE_KNOWS_NO_KERNEL =
            noClasses()
                    .that()
                    .resideInAPackage("anpvs.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("anpvs.kernel..");

    /** Whoever makes arrays elsewhere would compute on DJL's device and not on the user's. */
    @ArchTest
    static final ArchRule ONE_PLACE_CHOOSES_THE_DEVICE =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("anpvs.engine..")
                    .should()
                    .callMethodWhere(
                            target(nameMatching("newBaseManager|defaultDevice|getGpuCount")));

    /** A file appears under its name when it is complete: AtomicFiles sees to it. */
    @ArchTest
    static final ArchRule NOTHING_IS_HALF_WRITTEN =
            noClasses()
                    .that()
                    .resideInAnyPackage("anpvs.cli..", "anpvs.report..", "anpvs.notebook..")
                    .should()
                    .callMethodWhere(
                            target(owner(type(Files.class)))
                                    .and(
                                            target(
                                                    nameMatching(
                                                            "write|writeString|newOutputStream"))));

    /** What reads records and draws numbers computes nothing. */
    @ArchTest
    static final ArchRule TABLES_AND_CHARTS_KNOW_NO_ENGINE =
            noClasses()
                    .that()
                    .resideInAnyPackage("anpvs.plot..", "anpvs.report..", "anpvs.notebook..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("ai.djl..");

    @ArchTest
    static final ArchRule CHARTS_ARE_OF_NUMBERS_ALONE =
            noClasses()
                    .that()
                    .resideInAPackage("anpvs.plot..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("anpvs..")
                                    .and(resideOutsideOfPackage("anpvs.plot..")));

    @ArchTest
    static final ArchRule NO_CIRCLES_BETWEEN_FILES =
            slices().assignedFrom(new FilesInOrder()).should().beFreeOfCycles();

    private static final class FilesInOrder implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass one) {
            return READ_IN_ORDER.contains(room(one))
                    ? SliceIdentifier.of(one.getName().replaceFirst("\\$.*", ""))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "files of " + READ_IN_ORDER;
        }
    }

    /** {@return the first package below anpvs; empty for anpvs itself} */
    private static String room(JavaClass one) {
        return one.getPackageName().replaceFirst("^anpvs\\.?", "").replaceFirst("\\..*", "");
    }
}
