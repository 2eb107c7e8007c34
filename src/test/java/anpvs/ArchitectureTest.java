package anpvs;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;

@AnalyzeClasses(packages = "anpvs", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule NO_CIRCLES = slices().matching("anpvs.(*)..").should().beFreeOfCycles();

    /** Packages whose classes can be read one after another, each after those that it uses. */
    private static final Set<String> READ_IN_ORDER =
            Set.of("progress", "store", "train", "evaluate", "grid", "bench");

    @ArchTest
    static final ArchRule NO_CIRCLES_BETWEEN_CLASSES =
            slices().assignedFrom(new FilesInOrder()).should().beFreeOfCycles();

    private static final class FilesInOrder implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass one) {
            String room = one.getPackageName().replaceFirst("^anpvs\\.?", "");
            return READ_IN_ORDER.contains(room)
                    ? SliceIdentifier.of(one.getName().replaceFirst("\\$.*", ""))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "files of " + READ_IN_ORDER;
        }
    }

    /** Whoever makes arrays elsewhere would compute on DJL's device and not on the user's. */
    @ArchTest
    static final ArchRule ONE_PLACE_CHOOSES_THE_DEVICE =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("anpvs.engine..")
                    .should()
                    .callMethodWhere(
                            target(nameMatching("newBaseManager|defaultDevice|getGpuCount")));

    @ArchTest
    static final ArchRule IMPORTS_RUN_ONE_WAY =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage("anpvs..")
                    .ensureAllClassesAreContainedInArchitectureIgnoring("anpvs")
                    .layer("engine")
                    .definedBy("anpvs.engine..")
                    .layer("data")
                    .definedBy("anpvs.data..")
                    .layer("mask")
                    .definedBy("anpvs.mask..")
                    .layer("model")
                    .definedBy("anpvs.model..")
                    .layer("attack")
                    .definedBy("anpvs.attack..")
                    .layer("loss")
                    .definedBy("anpvs.loss..")
                    .layer("method")
                    .definedBy("anpvs.method..")
                    .layer("metric")
                    .definedBy("anpvs.metric..")
                    .layer("check")
                    .definedBy("anpvs.check..")
                    .layer("onnx")
                    .definedBy("anpvs.onnx..")
                    .layer("progress")
                    .definedBy("anpvs.progress..")
                    .layer("store")
                    .definedBy("anpvs.store..")
                    .layer("train")
                    .definedBy("anpvs.train..")
                    .layer("evaluate")
                    .definedBy("anpvs.evaluate..")
                    .layer("grid")
                    .definedBy("anpvs.grid..")
                    .layer("bench")
                    .definedBy("anpvs.bench..")
                    .layer("report")
                    .definedBy("anpvs.report..")
                    .layer("kernel")
                    .definedBy("anpvs.kernel..")
                    .layer("cli")
                    .definedBy("anpvs.cli..")
                    .whereLayer("cli")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("kernel")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("report")
                    .mayOnlyBeAccessedByLayers("kernel", "cli")
                    .whereLayer("grid")
                    .mayOnlyBeAccessedByLayers("report", "cli")
                    .whereLayer("bench")
                    .mayOnlyBeAccessedByLayers("report", "cli")
                    .whereLayer("evaluate")
                    .mayOnlyBeAccessedByLayers("grid", "report", "cli")
                    .whereLayer("train")
                    .mayOnlyBeAccessedByLayers("grid", "report", "cli")
                    .whereLayer("store")
                    .mayOnlyBeAccessedByLayers(
                            "train", "evaluate", "grid", "bench", "report", "cli")
                    .whereLayer("progress")
                    .mayOnlyBeAccessedByLayers(
                            "train", "evaluate", "grid", "bench", "report", "cli")
                    .whereLayer("method")
                    .mayOnlyBeAccessedByLayers(
                            "store", "train", "evaluate", "grid", "bench", "report", "cli")
                    .whereLayer("metric")
                    .mayOnlyBeAccessedByLayers(
                            "check", "store", "evaluate", "bench", "report", "cli")
                    .whereLayer("check")
                    .mayOnlyBeAccessedByLayers("evaluate", "report", "cli")
                    .whereLayer("onnx")
                    .mayOnlyBeAccessedByLayers("evaluate")
                    .whereLayer("attack")
                    .mayOnlyBeAccessedByLayers(
                            "method", "check", "train", "evaluate", "bench", "report", "cli")
                    .whereLayer("loss")
                    .mayOnlyBeAccessedByLayers("method")
                    .whereLayer("model")
                    .mayOnlyBeAccessedByLayers(
                            "attack",
                            "loss",
                            "method",
                            "metric",
                            "check",
                            "onnx",
                            "store",
                            "train",
                            "evaluate",
                            "bench",
                            "report")
                    .whereLayer("mask")
                    .mayOnlyBeAccessedByLayers(
                            "model", "method", "metric", "store", "train", "report")
                    .whereLayer("data")
                    .mayOnlyBeAccessedByLayers(
                            "method",
                            "check",
                            "store",
                            "train",
                            "evaluate",
                            "grid",
                            "bench",
                            "report",
                            "cli");
}
