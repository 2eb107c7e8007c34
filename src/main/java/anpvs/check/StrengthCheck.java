package anpvs.check;

import anpvs.Texts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A check of the form "this attack is at least as strong as that one". Which attacks it compares is
 * data: see {@link StrengthChecks}.
 */
final class StrengthCheck extends Check {
    /**
     * What one attack left.
     *
     * @param label of the attack
     * @param outcome what it left
     * @param stronger an outcome that must leave no more; null where nothing is asked
     */
    record Row(String label, Outcome outcome, Outcome stronger) {
        /** A row that others are compared with. */
        Row(String label, Outcome outcome) {
            this(label, outcome, null);
        }

        /** {@return the points by which this attack lowers what the stronger one leaves} */
        double added() {
            int both = stronger.rightToo(outcome).cardinality();
            return stronger.percent() - 100.0 * both / stronger.images();
        }
    }

    /** Points that a weaker attack may add to a stronger one. */
    private static final double MUCH = 5;

    private final ToDoubleFunction<CheckSettings> passes;
    private final Function<Testbed, List<Row>> rows;
    private final String chance;
    private final String nothing;

    /**
     * @param id small letters and hyphens
     * @param question answered by yes where all is well
     * @param meaning what a failure means, a sentence
     * @param passes through the network for each image at the most
     * @param rows the attacks, as they are shown; none where the question does not apply
     * @param chance what is said where chance explains that a weaker attack is ahead
     * @param nothing why the question does not apply, where there are no rows
     */
    StrengthCheck(
            String id,
            String question,
            String meaning,
            ToDoubleFunction<CheckSettings> passes,
            Function<Testbed, List<Row>> rows,
            String chance,
            String nothing) {
        super(id, question, meaning);
        this.passes = passes;
        this.rows = rows;
        this.chance = chance;
        this.nothing = nothing;
    }

    @Override
    public double passes(CheckSettings settings) {
        return passes.applyAsDouble(settings);
    }

    @Override
    Result examine(Testbed testbed) {
        List<Row> found = rows.apply(testbed);
        if (found.isEmpty()) {
            return new Result(CheckVerdict.NONE, List.of(), nothing);
        }
        CheckVerdict verdict = CheckVerdict.PASS;
        Set<String> notes = new LinkedHashSet<>();
        for (Row row : found) {
            if (row.stronger == null) {
                continue;
            }
            CheckVerdict ahead = row.stronger.atMost(row.outcome);
            if (ahead == CheckVerdict.WARN) {
                notes.add(chance);
            }
            double added = row.added();
            if (added > MUCH) {
                notes.add(
                        Texts.format(
                                "%s: breaks %.1f points that the other misses. The accuracy of both"
                                        + " together counts.",
                                row.label, added));
                ahead = ahead.worse(CheckVerdict.WARN);
            }
            verdict = verdict.worse(ahead);
        }
        return new Result(
                verdict,
                found.stream()
                        .map(row -> Measure.percent(row.label, row.outcome.percent()))
                        .toList(),
                verdict == CheckVerdict.WARN ? String.join(" ", notes) : "");
    }
}
