package anpvs.data;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Obeys {@code https_proxy}, {@code http_proxy} and {@code no_proxy} as curl does; Java itself
 * knows its own system properties only.
 */
final class EnvironmentProxy extends ProxySelector {
    private final Map<String, String> environment;

    EnvironmentProxy(Map<String, String> environment) {
        super();
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI target) {
        String value = read(target.getScheme() + "_proxy");
        if (value.isBlank() || excluded(target.getHost())) {
            return ProxySelector.getDefault().select(target);
        }
        URI proxy = URI.create(value.contains("://") ? value : "http://" + value);
        if (proxy.getHost() == null) {
            return List.of(Proxy.NO_PROXY);
        }
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
    }

    private boolean excluded(String host) {
        if (host.equals("localhost") || host.startsWith("127.")) {
            return true;
        }
        return Arrays.stream(read("no_proxy").split(",", -1))
                .map(String::strip)
                .map(name -> name.startsWith(".") ? name.substring(1) : name)
                .filter(name -> !name.isEmpty())
                .anyMatch(
                        name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
    }

    private String read(String name) {
        String value = environment.get(name);
        return value == null ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : value;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException problem) {
        // the transfer reports it
    }
}
