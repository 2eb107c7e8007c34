package anpvs.store;

import anpvs.method.Fidelity;
import anpvs.method.Recipe;

/** The commands that a message tells the user to type. */
public final class Commands {
    private Commands() {}

    /**
     * @param spec what to train
     * @return the command line that trains it, with each hyper-parameter that its recipe changes
     */
    public static String train(ExperimentSpec spec) {
        Recipe recipe = spec.recipe();
        if (spec.isImported()) {
            return "anpvs import --method " + recipe.method().id() + " FILE.npz";
        }
        StringBuilder line = new StringBuilder("anpvs train");
        line.append(" --method ").append(recipe.method().id());
        line.append(" --dataset ").append(recipe.dataset().id());
        line.append(" --profile ").append(recipe.profile().id());
        line.append(" --seed ").append(spec.seed());
        if (!recipe.fidelity().name().equals(Fidelity.PAPER.name())) {
            line.append(" --fidelity ").append(recipe.fidelity().name());
        }
        spec.changes()
                .forEach(
                        (name, value) -> {
                            line.append(" --set ").append(name).append('=');
                            line.append(value.contains("\"") ? "'" + value + "'" : value);
                        });
        return line.toString();
    }
}
