package anpvs.cli.options;

import anpvs.UserError;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.PublishedEvaluator;
import anpvs.method.PgdSettings;
import anpvs.store.Run;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Mixin of {@code anpvs evaluate}: what is attacked. */
public final class AttackDomainOption {
    private static final String PIXELS = "pixels";
    private static final String PUBLISHED = "published-code";
    private static final Set<String> NOT_PUBLISHED =
            Set.of(
                    "--transfer",
                    "--restarts",
                    "--sweep",
                    "--members",
                    "--gradient-draws",
                    "--compact");

    @Option(
            names = "--attack-domain",
            paramLabel = "DOMAIN",
            defaultValue = PIXELS,
            description =
                    "pixels; or published-code: on the same images attack pixels and, as the published"
                            + " code does on CIFAR, standardised images clipped to [0, 1]; and count the"
                            + " vulnerability as it does, too. From one start, without transfer."
                            + " Default: ${DEFAULT-VALUE}.")
    private String domain;

    /**
     * @param line the command line
     * @return whether runs are to be measured in the way of the published code
     * @throws UserError if there is no such domain, or an option does not go with it
     */
    public boolean published(ParseResult line) {
        if (!List.of(PIXELS, PUBLISHED).contains(domain)) {
            throw new UserError(
                    "unknown attack domain '" + domain + "'; expected pixels or published-code");
        }
        boolean published = domain.equals(PUBLISHED);
        if (published) {
            Arguments.refuse(
                    line,
                    NOT_PUBLISHED::contains,
                    others ->
                            "--attack-domain published-code attacks from one start, without transfer;"
                                    + " leave out "
                                    + others);
        }
        return published;
    }

    /**
     * Measures a run in the way of the published code and prints the result.
     *
     * @param evaluator measures and stores
     * @param run a finished run
     * @param attack changes the usual attack
     * @param images how many test images; null for the usual number
     * @param again whether what is stored is measured again
     * @param out gets the lines
     */
    public static void print(
            PublishedEvaluator evaluator,
            Run run,
            UnaryOperator<PgdSettings> attack,
            Integer images,
            boolean again,
            PrintWriter out) {
        EvaluationSettings usual = PublishedEvaluator.settings(run.spec().recipe());
        EvaluationSettings settings =
                new EvaluationSettings(
                        attack.apply(usual.attack()),
                        1,
                        images == null ? usual.images() : images,
                        usual.batchSize(),
                        usual.seed(),
                        null,
                        true,
                        null);
        out.println(run.id());
        evaluator.evaluate(run, settings, again).lines().forEach(line -> out.println("  " + line));
    }
}
