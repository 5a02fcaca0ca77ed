package io.millrace.service.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.access.ApiKeySecret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver with a certificate for {@code hooks.example.com}, which stands for loopback. */
class PinnedHttpClientTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String HOST = "hooks.example.com";

  @TempDir Path dir;

  @Test
  void tlsGoesToThePinnedAddressUnderTheNameOfTheHost() throws Exception {
    SSLContext tls = tls();
    try (SSLServerSocket server = server(tls)) {
      CompletableFuture<List<SNIServerName>> names = answering(server);

      assertThat(post(tls, "https://%s:%d/hook".formatted(HOST, server.getLocalPort())))
          .isEqualTo(new DeliveryOutcome.Delivered(204));
      assertThat(names.get(30, TimeUnit.SECONDS))
          .extracting(name -> new String(name.getEncoded(), UTF_8))
          .containsExactly(HOST);
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    SSLContext tls = tls();
    try (SSLServerSocket server = server(tls)) {
      CompletableFuture<List<SNIServerName>> names = answering(server);

      assertThat(post(tls, "https://other.example.com:%d/hook".formatted(server.getLocalPort())))
          .isInstanceOfSatisfying(
              DeliveryOutcome.NoResponse.class,
              none -> assertThat(none.error()).contains("other.example.com"));
      assertThat(names).failsWithin(TIMEOUT);
    }
  }

  private static DeliveryOutcome post(SSLContext tls, String url) throws InterruptedException {
    PinnedHttpClient.HostLookup loopback = _ -> List.of(InetAddress.getLoopbackAddress());
    var sender =
        new WebhookSender(
            TIMEOUT, InstantSource.system(), PinnedHttpClient.create(loopback, TIMEOUT, tls));
    var webhook =
        new Webhook("shop", "crm", 1, URI.create(url), Set.of(), new ApiKeySecret("secret"), "");
    return sender.post(webhook, "id", "{}".getBytes(UTF_8));
  }

  private static SSLServerSocket server(SSLContext tls) throws IOException {
    return (SSLServerSocket)
        tls.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /** Answers one request; the names that the client asked for. */
  private static CompletableFuture<List<SNIServerName>> answering(SSLServerSocket server) {
    var names = new CompletableFuture<List<SNIServerName>>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (var socket = (SSLSocket) server.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(UTF_8));
                names.complete(
                    ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames());
                socket.getInputStream().readAllBytes();
              } catch (IOException e) {
                names.completeExceptionally(e);
              }
            });
    return names;
  }

  /** Has the key of the receiver, and trusts it. */
  private SSLContext tls() throws IOException, GeneralSecurityException, InterruptedException {
    Path file = dir.resolve("receiver.p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "receiver",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + HOST,
                "-ext",
                "san=dns:" + HOST,
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    char[] password = "changeit".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, password);
    }
    var key = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    key.init(keys, password);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("receiver", keys.getCertificate("receiver"));
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(key.getKeyManagers(), trust.getTrustManagers(), null);
    return tls;
  }
}
