package anpvs.data;

import anpvs.UserError;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Obeys {@code https_proxy}, {@code http_proxy}, {@code all_proxy} and {@code no_proxy} as curl
 * does, with name and password; Java itself knows its own system properties only.
 */
final class EnvironmentProxy extends ProxySelector {
    private final Map<String, String> environment;

    EnvironmentProxy(Map<String, String> environment) {
        super();
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI target) {
        URI proxy = proxy(target.getScheme());
        if (proxy == null || excluded(target.getHost())) {
            return ProxySelector.getDefault().select(target);
        }
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
    }

    /** The proxy for a scheme; null if the environment names none. */
    private URI proxy(String scheme) {
        String variable = scheme + "_proxy";
        String value = read(variable);
        if (value.isBlank()) {
            variable = "all_proxy";
            value = read(variable);
        }
        if (value.isBlank()) {
            return null;
        }
        try {
            URI proxy = URI.create(value.contains("://") ? value : "http://" + value);
            if (proxy.getHost() != null && "http".equalsIgnoreCase(proxy.getScheme())) {
                return proxy;
            }
        } catch (IllegalArgumentException e) {
            // told below, without the password that may be in it
        }
        throw new UserError(
                "the environment variable "
                        + variable
                        + " is no address of an HTTP proxy, the only kind that works here; expected"
                        + " http://HOST:PORT or"
                        + " http://NAME:PASSWORD@HOST:PORT, with signs such as @ and # in the password"
                        + " as %40 and %23");
    }

    /**
     * @param scheme of what is asked for
     * @return what answers its proxy with the name and password of the proxy's address; empty where
     *     there is no such proxy
     */
    Optional<Authenticator> authenticator(String scheme) {
        URI proxy = proxy(scheme);
        if (proxy == null || proxy.getUserInfo() == null || !proxy.getUserInfo().contains(":")) {
            return Optional.empty();
        }
        String[] user = proxy.getUserInfo().split(":", 2);
        return Optional.of(
                new Authenticator() {
                    @Override
                    protected PasswordAuthentication getPasswordAuthentication() {
                        return getRequestorType() == RequestorType.PROXY
                                ? new PasswordAuthentication(user[0], user[1].toCharArray())
                                : null;
                    }
                });
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
