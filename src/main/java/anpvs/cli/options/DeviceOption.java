package anpvs.cli.options;

import anpvs.UserError;
import anpvs.engine.ComputeDevice;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Mixin of the commands that compute. */
public final class DeviceOption {
    @Option(
            names = "--device",
            split = ",",
            paramLabel = "DEVICE",
            description =
                    "auto (the first GPU, else the CPU), cpu, gpu (the first) or gpu:N; in"
                            + " reproduce-all also several, gpu:0,gpu:1. Default: $ANPVS_DEVICE,"
                            + " else auto.")
    private List<String> devices = List.of();

    /** {@return what the user named; empty for nothing} */
    public List<String> devices() {
        return devices;
    }

    /**
     * Names the device of this process, as the command that is about to run was told.
     *
     * @param parsed the whole command line
     * @throws UserError if a device is none, or not there, or the command takes only one
     */
    public static void apply(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        DeviceOption option = of(last.commandSpec());
        if (option == null) {
            return;
        }
        option.devices.forEach(ComputeDevice::check);
        String variable = System.getenv().getOrDefault(ComputeDevice.VARIABLE, "");
        if (option.devices.isEmpty() && !variable.isBlank()) {
            ComputeDevice.check(variable);
        }
        if (option.devices.size() > 1 && !last.commandSpec().name().equals("reproduce-all")) {
            throw new UserError(
                    "--device takes one device here, not %s; reproduce-all takes several"
                            .formatted(option.devices.size()));
        }
        List<String> numbered =
                option.devices.stream().map(name -> name.equals("gpu") ? "gpu:0" : name).toList();
        for (String name : numbered) {
            if (Collections.frequency(numbered, name) > 1) {
                throw new UserError(
                        ("--device names %s twice; expected each device once (--workers runs"
                                        + " several at a time on the CPU)")
                                .formatted(name));
            }
        }
        ComputeDevice.name(option.devices.size() == 1 ? option.devices.get(0) : null);
        // at once: a grid would fail run by run
        option.devices.stream().filter(name -> name.startsWith("gpu")).forEach(ComputeDevice::find);
    }

    /** {@return whether a command computes} */
    public static boolean isIn(CommandSpec command) {
        return of(command) != null;
    }

    private static DeviceOption of(CommandSpec command) {
        return command.mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(DeviceOption.class::isInstance)
                .map(DeviceOption.class::cast)
                .findFirst()
                .orElse(null);
    }
}
