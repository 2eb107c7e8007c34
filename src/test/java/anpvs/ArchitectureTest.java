package anpvs;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
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

@AnalyzeClasses(packages = "anpvs", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule NO_CIRCLES = slices().matching("anpvs.(*)..").should().beFreeOfCycles();

    /** Whoever makes arrays elsewhere would compute on DJL's device and not on the user's. */
    @ArchTest
    static final ArchRule ONE_PLACE_CHOOSES_THE_DEVICE =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("anpvs.engine..")
                    .should()
                    .callMethodWhere(
                            target(nameMatching("newBaseManager|defaultDevice|getGpuCount")));

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

    /** Files of these rooms can be read one after the other. */
    @ArchTest
    static final ArchRule NO_CIRCLES_OF_FILES =
            slices().assignedFrom(
                            new SliceAssignment() {
                                @Override
                                public SliceIdentifier getIdentifierOf(JavaClass one) {
                                    String file = one.getName().replaceAll("\\$.*", "");
                                    return file.matches("anpvs\\.(plot|study|report|notebook)\\..*")
                                            ? SliceIdentifier.of(file)
                                            : SliceIdentifier.ignore();
                                }

                                @Override
                                public String getDescription() {
                                    return "files of plot, study, report and notebook";
                                }
                            })
                    .should()
                    .beFreeOfCycles();

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
                    .layer("experiment")
                    .definedBy("anpvs.experiment..")
                    .layer("study")
                    .definedBy("anpvs.study..")
                    .layer("plot")
                    .definedBy("anpvs.plot..")
                    .layer("report")
                    .definedBy("anpvs.report..")
                    .layer("notebook")
                    .definedBy("anpvs.notebook..")
                    .layer("kernel")
                    .definedBy("anpvs.kernel..")
                    .layer("cli")
                    .definedBy("anpvs.cli..")
                    .whereLayer("cli")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("kernel")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("notebook")
                    .mayOnlyBeAccessedByLayers("kernel", "cli")
                    .whereLayer("report")
                    .mayOnlyBeAccessedByLayers("notebook", "cli")
                    .whereLayer("plot")
                    .mayOnlyBeAccessedByLayers("report", "notebook")
                    .whereLayer("study")
                    .mayOnlyBeAccessedByLayers("report", "notebook")
                    .whereLayer("experiment")
                    .mayOnlyBeAccessedByLayers("study", "report", "notebook", "cli")
                    .whereLayer("method")
                    .mayOnlyBeAccessedByLayers("experiment", "study", "report", "notebook", "cli")
                    .whereLayer("metric")
                    .mayOnlyBeAccessedByLayers(
                            "check", "experiment", "study", "report", "notebook", "cli")
                    .whereLayer("check")
                    .mayOnlyBeAccessedByLayers("experiment", "study", "report", "notebook", "cli")
                    .whereLayer("onnx")
                    .mayOnlyBeAccessedByLayers("experiment", "cli")
                    .whereLayer("attack")
                    .mayOnlyBeAccessedByLayers(
                            "method",
                            "metric",
                            "check",
                            "experiment",
                            "study",
                            "report",
                            "notebook",
                            "cli")
                    .whereLayer("loss")
                    .mayOnlyBeAccessedByLayers(
                            "method", "metric", "experiment", "study", "report", "notebook", "cli")
                    .whereLayer("model")
                    .mayOnlyBeAccessedByLayers(
                            "attack",
                            "loss",
                            "method",
                            "metric",
                            "check",
                            "onnx",
                            "experiment",
                            "study",
                            "report",
                            "notebook",
                            "cli")
                    .whereLayer("mask")
                    .mayOnlyBeAccessedByLayers(
                            "model",
                            "method",
                            "metric",
                            "experiment",
                            "study",
                            "report",
                            "notebook",
                            "cli")
                    .whereLayer("data")
                    .mayOnlyBeAccessedByLayers(
                            "method",
                            "metric",
                            "check",
                            "experiment",
                            "study",
                            "report",
                            "notebook",
                            "cli");
}
