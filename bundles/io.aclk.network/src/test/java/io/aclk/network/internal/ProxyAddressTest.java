package io.aclk.network.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyAddressTest {

    @ParameterizedTest
    @CsvSource({
        "http://p, HTTP, p, 8080",
        "HTTP://p:3128/, HTTP, p, 3128",
        "http://p:, HTTP, p, 8080",
        "https://p, HTTPS, p, 443",
        "socks4a://p, SOCKS4A, p, 1080",
        "socks5://10.0.0.1, SOCKS5, 10.0.0.1, 1080",
        "socks5h://[fe80::1]:99, SOCKS5H, fe80::1, 99",
        "socks5h://[fe80::1], SOCKS5H, fe80::1, 1080"
    })
    void parses(String url, ProxyAddress.Kind kind, String host, int port) throws NetworkException {
        assertEquals(new ProxyAddress(kind, host, port, Optional.empty()), ProxyAddress.parse(url, "test"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://u:p@h:1, u, p",
        "http://u%40v:p%3Aq+r@h:1, u@v, p:q+r",
        "socks5://u:p:q@h:1, u, p:q",
        "socks5://:@h:1, '', ''"
    })
    void parsesCredentials(String url, String user, String password) throws NetworkException {
        ProxyAddress address = ProxyAddress.parse(url, "test");
        assertEquals(Optional.of(new ProxyAddress.Credentials(user, password)), address.credentials());
        assertEquals("h", address.host());
    }

    @Test
    void withoutColonThereIsNoLogin() throws NetworkException {
        assertEquals(
                Optional.empty(), ProxyAddress.parse("http://user@h", "test").credentials());
    }

    @Test
    void shownWithoutCredentials() throws NetworkException {
        ProxyAddress address = ProxyAddress.parse("http://user:secret@h:1", "test");
        assertEquals("http://X@h:1", address.toString());
        assertFalse(address.credentials().toString().contains("secret"));
    }

    @ParameterizedTest
    @CsvSource({"socks4a://me@h:1, me", "socks4a://me:@h:1, me", "socks4a://m%20e@h, m e"})
    void socks4aHasAUserAlone(String url, String user) throws NetworkException {
        assertEquals(
                Optional.of(new ProxyAddress.Credentials(user, "")),
                ProxyAddress.parse(url, "test").credentials());
    }

    @ParameterizedTest
    @CsvSource({
        "socks://p, socks5h://",
        "socks4://p, socks4a://",
        "socks4a://user:secret@p, socks5h://",
        "ftp://p, socks4a://",
        "p:3128, http://",
        "http://u:p@secret@p, %40"
    })
    void saysWhatToWriteInstead(String url, String instead) {
        NetworkException e = assertThrows(NetworkException.class, () -> ProxyAddress.parse(url, "test"));
        assertEquals(Optional.of(NetworkException.Fault.PROXY_SETTING), e.fault());
        assertTrue(e.getMessage().contains(instead), e.getMessage());
        assertFalse(e.getMessage().contains("secret"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p:3128",
                "http://p:0",
                "http://p:65536",
                "http://p:x",
                "http://a:b%0D%0AX:secret@p",
                "socks4://p",
                "http://",
                "http://:80",
                "http://a%zz:secret@p",
                "http://["
            })
    void refuses(String url) {
        NetworkException e = assertThrows(NetworkException.class, () -> ProxyAddress.parse(url, "test"));
        assertEquals(Reason.CONFIGURATION, e.reason());
        assertFalse(e.getMessage().contains("secret"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "https_proxy, http://a:1",
        "HTTPS_PROXY, http://a:1",
        "http_proxy, http://a:1",
        "HTTP_PROXY, a:1",
        "all_proxy, http://a:1",
        "ALL_PROXY, ' http://a:1 '"
    })
    void environment(String variable, String value) throws NetworkException {
        ProxyChooser chooser = new ProxyChooser(Map.of(variable, value));
        assertEquals(
                "http://a:1", chooser.choose("env", "host", 443).orElseThrow().toString());
        assertEquals(Optional.empty(), chooser.choose("none", "host", 443));
        assertEquals(Optional.empty(), chooser.choose("", "host", 443));
        assertEquals(
                "socks5://b:2",
                chooser.choose("socks5://b:2", "host", 443).orElseThrow().toString());
    }

    @Test
    void environmentInOrderOfWeight() throws NetworkException {
        ProxyChooser chooser = new ProxyChooser(
                Map.of("https_proxy", "http://a:1", "HTTPS_PROXY", "http://b:1", "all_proxy", "http://c:1"));
        assertEquals(
                "http://a:1", chooser.choose("env", "host", 443).orElseThrow().toString());
    }

    @Test
    void everyVariableGoesBeforeTheNextOne() throws NetworkException {
        List<String> order =
                List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY");
        for (int i = 0; i < order.size(); i++) {
            Map<String, String> environment = new HashMap<>();
            order.subList(i, order.size()).forEach(name -> environment.put(name, "http://" + name + ":1"));
            assertEquals(
                    order.get(i),
                    new ProxyChooser(environment)
                            .choose("env", "host", 443)
                            .orElseThrow()
                            .host());
        }
    }

    @Test
    void environmentWithoutProxyIsDirect() throws NetworkException {
        assertEquals(Optional.empty(), new ProxyChooser(Map.of("https_proxy", " ")).choose("env", "host", 443));
    }

    @Test
    void mistakeInTheEnvironmentNamesTheVariable() {
        ProxyChooser chooser = new ProxyChooser(Map.of("https_proxy", "ftp://a"));
        NetworkException e = assertThrows(NetworkException.class, () -> chooser.choose("env", "host", 443));
        assertEquals(Reason.CONFIGURATION, e.reason());
        assertEquals(true, e.getMessage().contains("https_proxy"), e.getMessage());
    }

    @Test
    void noProxyIsOnlyForTheEnvironment() throws NetworkException {
        ProxyChooser chooser = new ProxyChooser(Map.of("https_proxy", "http://a:1", "NO_PROXY", "host"));
        assertEquals(Optional.empty(), chooser.choose("env", "host", 443));
        assertEquals(true, chooser.choose("http://a:1", "host", 443).isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "*, a.example, true",
        "a.example, A.example, true",
        "a.example, x.a.example, true",
        "a.example, xa.example, false",
        ".a.example, a.example, true",
        "*.a.example, x.a.example, true",
        "'b, a.example', a.example, true",
        "'b a.example', a.example, true",
        "a.example:443, a.example, true",
        "a.example:80, a.example, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.0.0.0/8, 10.200.1.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.0/33, 10.0.0.1, false",
        "10.0.0.0/8, ten.example, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "10.0.0.0/8:443, 10.1.1.1, true",
        "10.0.0.0/8:80, 10.1.1.1, false",
        "a.example, a.example., true",
        "b.example, 127.0.0.1, false",
        "fe80::/10, fe80::1, true",
        "::1, ::1, true",
        "[::1]:443, ::1, true",
        "[::1]:80, ::1, false",
        "'', a.example, false",
        "', ,', a.example, false"
    })
    void noProxy(String list, String host, boolean direct) {
        assertEquals(direct, NoProxy.parse(list).matches(host, 443));
    }
}
