package anpvs.check;

import anpvs.Names;
import anpvs.UserError;
import java.util.Collection;
import java.util.List;

/** All checks, in the order in which they are made: those first that later ones build on. */
public final class SanityChecks {
    /** The check that needs other runs. */
    public static final String TRANSFER = StrengthChecks.TRANSFER.id();

    private static final List<Check> ALL =
            List.of(
                    StrengthChecks.ORDER,
                    new NoiseIsWeaker(),
                    new ZeroGradients(),
                    new FiniteDifferences(),
                    new LogitScale(),
                    new PlantedExample(),
                    new RepeatedAnswers(),
                    new SecondCodePath(),
                    StrengthChecks.TRANSFER,
                    new SquareIsWeaker(),
                    new EpsilonCurve(),
                    new FullRadius(),
                    StrengthChecks.TRAINING_MODE,
                    StrengthChecks.MASK,
                    new CompactAttack(),
                    StrengthChecks.AVERAGED,
                    new RestartCurve(),
                    new StepCurve());

    private SanityChecks() {}

    /** {@return all checks} */
    public static List<Check> all() {
        return ALL;
    }

    /** {@return the checks' names on the command line} */
    public static List<String> ids() {
        return ALL.stream().map(Check::id).toList();
    }

    /**
     * @param transfer what {@link #TRANSFER} found
     * @return the networks on which examples were made
     */
    public static List<String> sources(Finding transfer) {
        return transfer.evidence().stream()
                .map(Measure::label)
                .filter(label -> label.startsWith(StrengthChecks.FROM))
                .map(label -> label.substring(StrengthChecks.FROM.length()))
                .toList();
    }

    /**
     * @param ids names of checks
     * @return those, in the order of {@link #all()}
     * @throws UserError naming all, if there is none of a name
     */
    public static List<Check> of(Collection<String> ids) {
        for (String id : ids) {
            if (!ids().contains(id)) {
                throw Names.unknown("check", id, ids());
            }
        }
        return ALL.stream().filter(check -> ids.contains(check.id())).toList();
    }
}
