package anpvs.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who sees the network's own gradients finds more than who sees those of another network. */
final class TransferIsWeaker extends Check {
    static final String ID = "transfer";
    static final String FROM = "from ";

    TransferIsWeaker() {
        super(
                ID,
                "Is the white-box attack at least as strong as examples made on another network?",
                "Examples of another network that fool this one more often than its own show that"
                        + " its own gradients lead the attack astray.");
    }

    @Override
    Optional<String> inapplicable(Subject subject) {
        return subject.sources().isEmpty()
                ? Optional.of("No other trained network of these images is there.")
                : Optional.empty();
    }

    @Override
    public double passes(CheckSettings settings) {
        return 2.0 * settings.steps() + 4;
    }

    @Override
    Result examine(Bench bench) {
        Outcome attacked = bench.attacked();
        List<Measure> evidence = new ArrayList<>();
        evidence.add(Measure.percent("white-box", attacked.percent()));
        Verdict verdict = Verdict.PASS;
        int stream = 10;
        for (Map.Entry<String, anpvs.model.Classifier> source :
                bench.subject().sources().entrySet()) {
            Outcome transferred =
                    bench.attack(bench.pgd(), bench.counted(source.getValue()), stream++);
            evidence.add(Measure.percent(FROM + source.getKey(), transferred.percent()));
            verdict = verdict.worse(attacked.atMost(transferred));
        }
        return new Result(
                verdict,
                evidence,
                verdict == Verdict.WARN
                        ? "Foreign examples are ahead by so few images that chance explains it."
                        : "");
    }
}
