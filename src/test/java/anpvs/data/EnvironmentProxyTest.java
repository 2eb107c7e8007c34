package anpvs.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentProxyTest {
    private static final URI MIRROR = URI.create("https://data.example.org/mnist/");

    private static Proxy select(Map<String, String> environment) {
        return new EnvironmentProxy(environment).select(MIRROR).get(0);
    }

    @Test
    void takesTheProxyOfTheScheme() {
        Proxy proxy = select(Map.of("https_proxy", "http://proxy.local:3128"));
        InetSocketAddress address = (InetSocketAddress) proxy.address();
        assertEquals("proxy.local", address.getHostString());
        assertEquals(3128, address.getPort());
        assertEquals(Proxy.Type.HTTP, select(Map.of("HTTPS_PROXY", "proxy.local:80")).type());
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
