package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.method.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What environment/slurm/submit submits; environment/slurm/test has a real Slurm do it. */
class SlurmTest {
    @TempDir Path folder;
    private Scripts scripts;

    @BeforeEach
    void copy() throws IOException {
        scripts = new Scripts(folder, Path.of("environment", "slurm"));
        scripts.command(
                "sbatch", "echo \"$*\" >>%1$s; echo $((100 + $(wc -l <%1$s)))\n".formatted(log()));
    }

    private Path log() {
        return folder.resolve("sbatch.log");
    }

    @Test
    void eachStageIsAnArrayAfterTheOneBeforeAndTablesEndIt() throws Exception {
        scripts.run(
                0,
                "submit",
                "--runs=" + folder.resolve("shared/runs"),
                "--at-once",
                "8",
                "--profile",
                "paper",
                "--",
                "--partition=gpu");
        List<String> jobs = Files.readAllLines(log());
        List<Integer> stages = Scripts.STAGES.get(Profile.PAPER);
        assertEquals(stages.size() + 1, jobs.size());
        // named as an option: with sbatch --export=NONE no variable reaches the tasks
        String options = " --profile paper --runs " + folder.resolve("shared/runs");
        for (int stage = 0; stage < stages.size(); stage++) {
            String job = jobs.get(stage);
            assertTrue(job.contains(" --array=0-%s%%8 ".formatted(stages.get(stage) - 1)), job);
            String after = "--dependency=afterany:" + (100 + stage);
            assertEquals(stage > 0, job.contains(after), job);
            assertTrue(job.endsWith("/grid.sbatch " + stage + options), job);
            assertTrue(job.contains(" --partition=gpu "), job);
            assertTrue(job.contains(" --chdir=" + folder + " "), job);
        }
        String last = jobs.get(stages.size());
        assertTrue(last.contains("--dependency=afterany:" + (100 + stages.size())), last);
        assertTrue(last.endsWith("/table.sbatch" + options), last);
        assertTrue(last.contains(" --partition=gpu --gres=none "), last);
        assertTrue(Files.isDirectory(folder.resolve("shared/logs")));
    }

    @Test
    void wrongUsageIsRefused() throws Exception {
        assertTrue(scripts.run(2, "submit", "--at-once", "0").contains("--at-once"));
        assertTrue(scripts.run(2, "submit", "--runs").contains("--runs needs a folder"));
        assertTrue(scripts.run(2, "grid.sbatch").contains("usage: sbatch --array"));
    }
}
