package anpvs.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A real Jupyter client (Python's {@code jupyter_client}) that drives kernels of this build. */
final class JupyterDriver {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;

    JupyterDriver(Path folder) throws IOException {
        Path script = folder.resolve("jupyter_driver.py");
        try (InputStream source = JupyterDriver.class.getResourceAsStream("jupyter_driver.py")) {
            Files.copy(source, script);
        }
        Path kernels = Files.createDirectories(folder.resolve("kernels"));
        Path spec = Files.createDirectories(kernels.resolve("java")).resolve("kernel.json");
        JSON.writeValue(
                spec.toFile(),
                Map.of(
                        "argv",
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:TieredStopAtLevel=1",
                                "-Djava.awt.headless=true",
                                "-javaagent:" + agent(folder),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "anpvs.kernel.KernelMain",
                                "{connection_file}"),
                        "display_name",
                        "Java",
                        "language",
                        "java",
                        "interrupt_mode",
                        "message"));
        ProcessBuilder builder =
                new ProcessBuilder(python(), script.toString(), kernels.toString())
                        .redirectError(folder.resolve("driver.log").toFile());
        builder.environment().put("JUPYTER_RUNTIME_DIR", folder.resolve("runtime").toString());
        process = builder.start();
        requests = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
        if (answers.readLine() == null) {
            throw new AssertionError(
                    "the driver did not start: " + Files.readString(folder.resolve("driver.log")));
        }
    }

    /** What the kit's own jar is to kernels: its manifest names the agent on the class path. */
    private static Path agent(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", Redefinition.class.getName());
        attributes.putValue("Can-Redefine-Classes", "true");
        Path jar = folder.resolve("agent.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    /** A Python that has {@code jupyter_client}: as environment/setup leaves it, or Debian's. */
    private static String python() {
        String named = System.getenv("ANPVS_PYTHON");
        List<String> candidates =
                named == null
                        ? List.of("/usr/bin/python3", "python3")
                        : List.of(named, "/usr/bin/python3", "python3");
        for (String candidate : candidates) {
            try {
                Process check =
                        new ProcessBuilder(candidate, "-c", "import jupyter_client")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start();
                if (check.waitFor(60, TimeUnit.SECONDS) && check.exitValue() == 0) {
                    return candidate;
                }
            } catch (IOException e) {
                // there is no such program: the next
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("no Python with jupyter_client: run environment/setup");
    }

    /** The answer to {@code operation} of the driver; fails if the driver reports a problem. */
    JsonNode ask(String operation, String kernel, Map<String, ?> arguments) {
        ObjectNode request = JSON.createObjectNode().put("op", operation).put("name", kernel);
        request.setAll((ObjectNode) JSON.valueToTree(arguments));
        try {
            requests.write(JSON.writeValueAsString(request) + "\n");
            requests.flush();
            JsonNode answer = JSON.readTree(answers.readLine());
            if (answer.has("problem")) {
                throw new AssertionError(operation + ": " + answer.get("problem").asText());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode run(String kernel, String code) {
        return ask("run", kernel, Map.of("code", code));
    }

    /** Ends the driver, which ends its kernels. */
    void close() throws IOException, InterruptedException {
        requests.close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
