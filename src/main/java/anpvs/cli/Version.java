package anpvs.cli;

import picocli.CommandLine.IVersionProvider;

/** The kit's version, as the build wrote it into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"anpvs " + (version == null ? "(not from a jar)" : version)};
    }
}
