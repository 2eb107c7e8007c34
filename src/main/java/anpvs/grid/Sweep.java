package anpvs.grid;

import anpvs.Names;
import anpvs.UserError;
import anpvs.evaluate.EvaluationSettings;
import anpvs.method.PgdSettings;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The two sweeps of the paper's Table 2: a run under attacks of growing radius or length. */
public enum Sweep {
    /**
     * Radii, at the steps of the evaluation. On CIFAR the paper's .01, .03, .05, .07, which are
     * 1/3, 1, 5/3 and 7/3 of the evaluation's radius. The paper has none on MNIST; a radius of .5
     * would let the attack make every image grey, so these are .1, .2, .3, .4.
     */
    EPSILON {
        @Override
        List<PgdSettings> attacks(Recipe recipe) {
            PgdSettings usual = recipe.evaluation();
            double[] thirds =
                    recipe.dataset().channels() == 1
                            ? new double[] {1, 2, 3, 4}
                            : new double[] {1, 3, 5, 7};
            return Arrays.stream(thirds)
                    // to the sixth decimal, so that .03 * 5/3 is .05
                    .map(third -> Math.round(usual.epsilon() * third / 3 * 1e6) / 1e6)
                    .mapToObj(e -> new PgdSettings(e, usual.stepSize(), usual.steps()))
                    .toList();
        }
    },
    /** Numbers of steps, at the radius of the evaluation: 100, 200, 500 and 1,000. */
    STEPS {
        @Override
        List<PgdSettings> attacks(Recipe recipe) {
            return LENGTHS.stream()
                    // a smoke run has seconds
                    .filter(steps -> recipe.profile() != Profile.SMOKE || steps <= 200)
                    .map(recipe.evaluation()::withSteps)
                    .toList();
        }
    };

    /** Attack steps of the paper's Table 2. */
    public static final List<Integer> LENGTHS = List.of(100, 200, 500, 1_000);

    abstract List<PgdSettings> attacks(Recipe recipe);

    /** Both sweeps take the same images, so that their columns can be compared. */
    private static int images(Recipe recipe) {
        return switch (recipe.profile()) {
            case SMOKE -> 25;
            case QUICK -> 500;
            case PAPER -> Integer.MAX_VALUE;
        };
    }

    /**
     * @param recipe a run's recipe
     * @param images how many test images, from the first; null for 500 in the profile quick, 25 in
     *     smoke, all in paper
     * @return the evaluations of the sweep: one start of the white-box attack alone
     */
    public List<EvaluationSettings> settings(Recipe recipe, Integer images) {
        int most = images == null ? images(recipe) : images;
        EvaluationSettings usual = EvaluationSettings.of(recipe).withImages(most);
        return attacks(recipe).stream().map(usual::whiteBox).toList();
    }

    /** {@return the name on the command line} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param id {@code epsilon} or {@code steps}, in any case
     * @return the sweep
     * @throws UserError if there is none of that name
     */
    public static Sweep of(String id) {
        return Names.find("sweep", id, values(), Sweep::id);
    }
}
