package anpvs;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
                    .whereLayer("experiment")
                    .mayOnlyBeAccessedByLayers("report", "cli")
                    .whereLayer("method")
                    .mayOnlyBeAccessedByLayers("experiment", "report", "cli")
                    .whereLayer("metric")
                    .mayOnlyBeAccessedByLayers("check", "experiment", "report", "cli")
                    .whereLayer("check")
                    .mayOnlyBeAccessedByLayers("experiment", "report", "cli")
                    .whereLayer("onnx")
                    .mayOnlyBeAccessedByLayers("experiment", "cli")
                    .whereLayer("attack")
                    .mayOnlyBeAccessedByLayers(
                            "method", "metric", "check", "experiment", "report", "cli")
                    .whereLayer("loss")
                    .mayOnlyBeAccessedByLayers("method", "metric", "experiment", "report", "cli")
                    .whereLayer("model")
                    .mayOnlyBeAccessedByLayers(
                            "attack",
                            "loss",
                            "method",
                            "metric",
                            "check",
                            "onnx",
                            "experiment",
                            "report",
                            "cli")
                    .whereLayer("mask")
                    .mayOnlyBeAccessedByLayers(
                            "model", "method", "metric", "experiment", "report", "cli")
                    .whereLayer("data")
                    .mayOnlyBeAccessedByLayers(
                            "method", "metric", "check", "experiment", "report", "cli");
}
