package anpvs.evaluate;

import anpvs.check.CheckSettings;
import anpvs.check.CheckVerdict;
import anpvs.check.Finding;
import anpvs.store.Environment;
import anpvs.store.Records;
import anpvs.store.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the checks found about a finished run.
 *
 * @param run its id
 * @param checkpoint SHA-256 of its final checkpoint
 * @param settings how much was computed
 * @param findings of the checks that were made, in their order
 * @param seconds wall time of each, by its id
 * @param data SHA-256 of the data by file name
 * @param environment what the last of them was computed on
 */
public record CheckRecord(
        String run,
        String checkpoint,
        CheckSettings settings,
        List<Finding> findings,
        Map<String, Double> seconds,
        Map<String, String> data,
        Environment environment)
        implements Records.Result<CheckSettings> {
    static final String KIND = "checks";

    /**
     * @param run a run
     * @return what checks found, for all numbers of images
     */
    public static Records<CheckSettings, CheckRecord> of(Run run) {
        return run.records(KIND, CheckRecord.class);
    }

    /** Copies the collections. */
    public CheckRecord {
        findings = List.copyOf(findings);
        seconds = Map.copyOf(seconds);
        data = Map.copyOf(data);
    }

    /**
     * @param check id of a check
     * @return what it found; empty if it was not made
     */
    public Optional<Finding> finding(String check) {
        return findings.stream().filter(f -> f.check().equals(check)).findFirst();
    }

    /**
     * @param verdict a verdict
     * @return how many checks came to it
     */
    public long count(CheckVerdict verdict) {
        return findings.stream().filter(f -> f.verdict() == verdict).count();
    }
}
