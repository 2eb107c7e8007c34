package anpvs.train;

import anpvs.progress.Progress;
import java.util.function.BooleanSupplier;

/** A process that dies as soon as something holds. */
public record Dies(BooleanSupplier when) implements Progress {
    @Override
    public void update(Status status) {
        if (when.getAsBoolean()) {
            throw new IllegalStateException("killed");
        }
    }
}
