package anpvs.method;

/**
 * Settings of a PGD attack.
 *
 * @param epsilon l-infinity radius, on the scale of pixels in [0, 1]
 * @param stepSize step of the sign gradient, same scale
 * @param steps number of steps
 */
public record PgdSettings(double epsilon, double stepSize, int steps) {}
