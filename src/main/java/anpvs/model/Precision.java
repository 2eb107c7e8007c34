package anpvs.model;

/** What numbers convolutions compute with. */
public enum Precision {
    /** Single precision. */
    FLOAT32,
    /** Half of the bits, see {@link anpvs.engine.Bfloat16}. */
    BFLOAT16
}
