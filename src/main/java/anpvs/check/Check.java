package anpvs.check;

import java.util.List;
import java.util.Optional;

/** One question to a network whose robustness was measured. */
public abstract class Check {
    private final String id;
    private final String question;
    private final String meaning;

    /** What a check came to, without the words that are the same each time. */
    record Result(CheckVerdict verdict, List<Measure> evidence, String note) {}

    /**
     * @param id small letters and hyphens
     * @param question answered by yes where all is well
     * @param meaning what a failure means, a sentence
     */
    Check(String id, String question, String meaning) {
        this.id = id;
        this.question = question;
        this.meaning = meaning;
    }

    /** {@return the check's name on the command line} */
    public final String id() {
        return id;
    }

    /** {@return what is asked; yes is good} */
    public final String question() {
        return question;
    }

    /**
     * @param subject a network
     * @return why the question does not apply to it; empty if it does
     */
    Optional<String> inapplicable(Subject subject) {
        return Optional.empty();
    }

    /**
     * @param settings how much is computed
     * @return passes through the network for each image at the most, for the time left
     */
    public abstract double passes(CheckSettings settings);

    abstract Result examine(Testbed testbed);

    /**
     * @param testbed the network and the images
     * @return what was found; the same each time for the same network, images and settings
     */
    public final Finding run(Testbed testbed) {
        Optional<String> why = inapplicable(testbed.subject());
        if (why.isPresent()) {
            return new Finding(id, question, CheckVerdict.NONE, List.of(), meaning, why.get());
        }
        Result result = examine(testbed);
        return new Finding(
                id, question, result.verdict(), result.evidence(), meaning, result.note());
    }
}
