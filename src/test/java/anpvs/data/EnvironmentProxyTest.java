package anpvs.data;

import static anpvs.Mistakes.assertMistake;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentProxyTest {
    private static final URI MIRROR = URI.create("https://data.example.org/mnist/");

    private static Proxy select(Map<String, String> environment) {
        return new EnvironmentProxy(environment).select(MIRROR).get(0);
    }

    private static InetSocketAddress address(Map<String, String> environment) {
        return (InetSocketAddress) select(environment).address();
    }

    @Test
    void takesTheProxyOfTheScheme() {
        InetSocketAddress address = address(Map.of("https_proxy", "http://proxy.local:3128"));
        assertEquals("proxy.local", address.getHostString());
        assertEquals(3128, address.getPort());
        assertEquals(Proxy.Type.HTTP, select(Map.of("HTTPS_PROXY", "proxy.local:80")).type());
    }

    @Test
    void oneProxyMayServeAllSchemes() {
        Map<String, String> both =
                Map.of("all_proxy", "proxy.local:3128", "https_proxy", "http://own.local:1");
        assertEquals(
                "proxy.local", address(Map.of("all_proxy", "proxy.local:3128")).getHostString());
        assertEquals("own.local", address(both).getHostString());
    }

    @Test
    void anAddressThatIsNoneIsTheUsersMistakeAndItsPasswordIsNotTold() {
        for (String wrong :
                List.of("http://me:top#secret@proxy:1", "http://", "::", "socks5://h:1")) {
            String error = assertMistake(() -> select(Map.of("HTTPS_PROXY", wrong)), "https_proxy");
            assertFalse(error.contains("secret"), error);
        }
    }

    /** A proxy that lets nobody through without the password. */
    @Test
    void theProxyGetsNameAndPassword() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String secret = Base64.getEncoder().encodeToString("me:top@secret".getBytes(UTF_8));
        server.createContext(
                "/",
                exchange -> {
                    String given = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
                    boolean known = ("Basic " + secret).equals(given);
                    exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic realm=\"x\"");
                    exchange.sendResponseHeaders(known ? 204 : 407, -1);
                    exchange.close();
                });
        server.start();
        try {
            assertEquals(204, statusBehind(server, "me:top%40secret@"));
            assertEquals(407, statusBehind(server, ""));
        } finally {
            server.stop(0);
        }
    }

    private static int statusBehind(HttpServer server, String user) throws Exception {
        String address = "http://" + user + "127.0.0.1:" + server.getAddress().getPort();
        EnvironmentProxy proxy = new EnvironmentProxy(Map.of("http_proxy", address));
        HttpClient.Builder client = HttpClient.newBuilder().proxy(proxy);
        proxy.authenticator("http").ifPresent(client::authenticator);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://example.org/x")).build();
        return client.build().send(request, BodyHandlers.discarding()).statusCode();
    }

    @Test
    void goesDirectlyOtherwise() {
        assertEquals(Proxy.NO_PROXY, select(Map.of()));
        assertEquals(Proxy.NO_PROXY, select(Map.of("http_proxy", "http://proxy.local:3128")));
        String proxy = "http://proxy.local:3128";
        for (String excluded :
                new String[] {"*", "example.org", ".example.org", "x, data.example.org"}) {
            assertEquals(
                    Proxy.NO_PROXY, select(Map.of("https_proxy", proxy, "no_proxy", excluded)));
        }
        assertEquals(
                Proxy.Type.HTTP,
                select(Map.of("https_proxy", proxy, "no_proxy", "ample.org")).type());
        EnvironmentProxy selector = new EnvironmentProxy(Map.of("http_proxy", proxy));
        URI own = URI.create("http://127.0.0.1:8080/");
        assertEquals(List.of(Proxy.NO_PROXY), selector.select(own));
    }
}
