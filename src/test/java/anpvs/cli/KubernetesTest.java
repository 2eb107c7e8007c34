package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.method.Profile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What environment/kubernetes would apply, against the published API of Kubernetes. */
class KubernetesTest {
    private static final Path FOLDER = Path.of("environment", "kubernetes");

    @TempDir Path folder;
    private Scripts scripts;

    @BeforeEach
    void copy() throws IOException {
        scripts = new Scripts(folder, FOLDER);
    }

    private String run(int code, String... options) throws Exception {
        return scripts.run(code, "submit", options);
    }

    private static List<Integer> stages(Profile profile) {
        return Scripts.STAGES.get(profile);
    }

    private static List<JsonNode> documents(String yaml) throws IOException {
        try (MappingIterator<JsonNode> all =
                new YAMLMapper().readerFor(JsonNode.class).readValues(yaml)) {
            return all.readAll();
        }
    }

    /** Unknown fields, missing ones and wrong types are errors. */
    private static void validate(JsonNode document) throws IOException {
        String json = document.toString();
        if (document.get("kind").asText().equals("Job")) {
            V1Job.validateJsonElement(JsonParser.parseString(json));
            assertEquals("batch/v1", V1Job.fromJson(json).getApiVersion());
        } else {
            V1PersistentVolumeClaim.validateJsonElement(JsonParser.parseString(json));
            assertEquals("v1", V1PersistentVolumeClaim.fromJson(json).getApiVersion());
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void eachStageOfEachProfileIsAJobThatKubernetesKnows(Profile profile) throws Exception {
        List<JsonNode> all =
                documents(
                        run(
                                0,
                                "--print",
                                "--image=none",
                                "--profile",
                                profile.id(),
                                "--at-once=9"));
        for (JsonNode document : all) {
            validate(document);
        }
        List<JsonNode> stages =
                all.stream().filter(one -> one.at("/spec/completionMode").isTextual()).toList();
        assertEquals(stages(profile).size(), stages.size());
        for (int stage = 0; stage < stages.size(); stage++) {
            V1Job job = V1Job.fromJson(stages.get(stage).toString());
            assertEquals("anpvs-stage-" + stage, job.getMetadata().getName());
            int runs = stages(profile).get(stage);
            assertEquals(runs, job.getSpec().getCompletions());
            assertEquals(Math.min(9, runs), job.getSpec().getParallelism());
            var container = job.getSpec().getTemplate().getSpec().getContainers().get(0);
            assertEquals("none", container.getImage());
            assertEquals(
                    List.of(
                            "anpvs",
                            "train",
                            "--wait",
                            "--stage=" + stage,
                            "--index=$(JOB_COMPLETION_INDEX)"),
                    container.getCommand());
            assertEquals(List.of("--profile=" + profile.id()), container.getArgs());
            assertTrue(container.getResources().getLimits().containsKey("nvidia.com/gpu"));
        }
        assertEquals("anpvs-tables", all.get(all.size() - 1).at("/metadata/name").asText());
        assertEquals(
                profile != Profile.SMOKE,
                all.stream()
                        .anyMatch(one -> one.at("/metadata/name").asText().equals("anpvs-data")));
    }

    @Test
    void theFileAsItStandsIsStage0OfThePaper() throws Exception {
        JsonNode job = documents(Files.readString(FOLDER.resolve("grid-job.yaml"))).get(0);
        assertEquals(stages(Profile.PAPER).get(0), job.at("/spec/completions").asInt());
    }

    @Test
    void theValidationFindsMistakes() throws Exception {
        String good = Files.readString(FOLDER.resolve("grid-job.yaml"));
        Map<String, String> mistakes =
                Map.of(
                        "completionMode:", "completionModes:",
                        "- action: Ignore", "- actions: Ignore",
                        "restartPolicy: Never", "restart: Never",
                        "values: [2]", "values: 2",
                        "resources:", "resource:",
                        "- name: run", "- title: run",
                        "claimName: anpvs", "claim: anpvs");
        for (Map.Entry<String, String> change : mistakes.entrySet()) {
            assertTrue(good.contains(change.getKey()), change::getKey);
            JsonNode bad = documents(good.replace(change.getKey(), change.getValue())).get(0);
            assertThrows(IllegalArgumentException.class, () -> validate(bad), change::getValue);
        }
    }

    /** A cluster that ends each Job at once: stage 1 with a failure. */
    @Test
    void stagesComeOneAfterAnotherAndAFailureIsTold() throws Exception {
        Path log = folder.resolve("kubectl.log");
        scripts.command(
                "kubectl",
                """
                echo "$*" >>%1$s
                case "$1 $2 $3" in
                    'get job anpvs-stage-1') echo 'FailureTarget Failed' ;;
                    'get job '*) echo 'SuccessCriteriaMet Complete' ;;
                    'apply -f -') sed -n 's/^  name: /applied /p' >>%1$s ;;
                    'logs '*) echo 'the tables' ;;
                esac
                """
                        .formatted(log));
        String output = run(1, "--image", "r/anpvs:1", "--profile", "smoke", "--cpu");
        assertTrue(output.endsWith("anpvs-tables: Complete\nthe tables\n"), output);
        assertTrue(output.contains("anpvs-stage-1: Failed"), output);
        List<String> applied =
                Files.readAllLines(log).stream().filter(one -> one.startsWith("applied")).toList();
        List<String> expected = new ArrayList<>(List.of("applied anpvs"));
        for (int stage = 0; stage < stages(Profile.SMOKE).size(); stage++) {
            expected.add("applied anpvs-stage-" + stage);
        }
        expected.add("applied anpvs-tables");
        assertEquals(expected, applied);
        assertFalse(run(0, "--print", "--image=a", "--cpu").contains("nvidia.com/gpu"));
    }

    /** A Job's template cannot change: of one that is there with other options nothing is told. */
    @Test
    void aJobThatIsRefusedEndsTheScript() throws Exception {
        scripts.command(
                "kubectl",
                """
                case "$1 $2 $3" in
                    'get job '*) echo 'Complete' ;;
                    'apply -f -') ! grep -q 'name: anpvs-stage-0' ;;
                esac
                """);
        String output = run(1, "--image", "r/anpvs:1", "--profile", "smoke");
        assertTrue(output.contains("anpvs-stage-0 was not applied"), output);
        assertFalse(output.contains("Complete"), output);
    }

    /** No data are fetched for it, and a folder that is named but missing is an error. */
    @Test
    void smokeNamesNoDataFolder() throws Exception {
        assertFalse(run(0, "--print", "--image=a", "--profile=smoke").contains("ANPVS_DATA"));
        assertTrue(run(0, "--print", "--image=a", "--profile=quick").contains("ANPVS_DATA"));
    }

    @Test
    void wrongUsageIsRefused() throws Exception {
        assertTrue(run(2, "--profile", "smoke").contains("--image"));
        assertTrue(run(2, "--image", "a b").contains("'a b'"));
        assertTrue(run(2, "--image=a", "--seeds=1]").contains("--seeds=1]"));
        assertTrue(run(2, "--image=a", "--at-once", "x").contains("'x'"));
        assertTrue(run(2, "--image=a", "--runs=b").contains("unknown option --runs=b"));
    }
}
