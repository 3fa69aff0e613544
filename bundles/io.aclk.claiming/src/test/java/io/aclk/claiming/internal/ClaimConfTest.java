package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aclk.api.claim.ClaimRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimConfTest {

    @TempDir
    Path dir;

    private Path own;
    private Path shipped;
    private ClaimConf source;

    @BeforeEach
    void start() {
        own = dir.resolve("own.conf");
        shipped = dir.resolve("shipped.conf");
        source = new ClaimConf(List.of(own, shipped));
    }

    @Test
    void firstPlaceCounts() throws Exception {
        assertEquals(Optional.empty(), source.read());
        Files.writeString(shipped, "[global]\ntoken = shipped\n");
        assertEquals("shipped", source.read().orElseThrow().token());
        Files.writeString(own, "# mine\n[global]\n  token = own\n  url = https://cloud.example/\n");
        ClaimRequest request = source.read().orElseThrow();
        assertEquals("own", request.token());
        assertEquals(Optional.of(URI.create("https://cloud.example")), request.url());
        assertEquals(Optional.empty(), request.proxy());
        assertEquals(Optional.empty(), request.insecure());
        assertEquals(List.of(own, shipped), source.files());
    }

    @Test
    void fileOfCommentsIsNoSource() throws Exception {
        Files.writeString(own, "[global]\n# token =\n");
        assertEquals(Optional.empty(), source.read());
    }

    @Test
    void mistakesNameFileAndKey() throws Exception {
        assertEquals(own + " has no token in its section [global]", failure("[global]\ntokn = x\n"));
        assertEquals(
                own + ": the value of 'insecure' wants yes or no",
                failure("[global]\ntoken = x\ninsecure = perhaps\n"));
        assertEquals(
                own + ": the value of 'url' wants a URL that begins with https://",
                failure("[global]\ntoken = x\nurl = ftp://x\n"));
    }

    private String failure(String content) throws IOException {
        Files.writeString(own, content);
        return assertThrows(IOException.class, source::read).getMessage();
    }
}
