package io.millrace.service.webhooks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.Timeout;

/**
 * An HTTP client that connects to the very address that was checked. The JDK's client resolves the
 * host by itself: between our look at the addresses and its own, the name may come to mean an
 * address inside. Name indication and certificate are still those of the host's name. It follows no
 * redirects, knows no proxies and keeps no connections.
 */
final class PinnedHttpClient {
  private static final String USER_AGENT = "Millrace-Webhooks/1";

  private PinnedHttpClient() {}

  /** The addresses of a host now; an exception that says why where requests must not go there. */
  interface HostLookup {
    List<InetAddress> addresses(String host) throws IOException;
  }

  static CloseableHttpClient create(HostLookup lookup, Duration timeout, SSLContext tls) {
    return HttpClients.custom()
        .setConnectionManager(connections(lookup, timeout, tls))
        .setRequestExecutor(new EarlyResponseExecutor())
        .setConnectionReuseStrategy((_, _, _) -> false)
        // No proxy, whatever the process is told of: it would resolve the name again.
        .setRoutePlanner(new DefaultRoutePlanner(null))
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setProtocolUpgradeEnabled(false)
                .setAuthenticationEnabled(false)
                .setConnectionRequestTimeout(Timeout.of(timeout))
                .setResponseTimeout(Timeout.of(timeout))
                .build())
        .setDefaultHeaders(List.of(new BasicHeader(HttpHeaders.CONNECTION, "close")))
        .setUserAgent(USER_AGENT)
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableContentCompression()
        .disableAuthCaching()
        .disableConnectionState()
        .build();
  }

  private static PoolingHttpClientConnectionManager connections(
      HostLookup lookup, Duration timeout, SSLContext tls) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(new PinnedAddress(lookup))
        .setTlsSocketStrategy(
            // The JDK compares the certificate with the name, as part of the handshake.
            new DefaultClientTlsStrategy(
                tls, HostnameVerificationPolicy.BUILTIN, NoopHostnameVerifier.INSTANCE))
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .responseParserFactory(LimitedResponseHead::parser)
                .build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom().setConnectTimeout(Timeout.of(timeout)).build())
        // Each partition of a webhook has one request at a time. A ceiling here would let the
        // receiver of one tenant hold up another's.
        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
        .setMaxConnPerRoute(Integer.MAX_VALUE)
        .build();
  }

  private record PinnedAddress(HostLookup lookup) implements DnsResolver {
    /** The first that is given; a host with a dead address among several is rare and is retried. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      try {
        return new InetAddress[] {lookup.addresses(host).getFirst()};
      } catch (UnknownHostException e) {
        throw e;
      } catch (IOException e) {
        var refused = new UnknownHostException(e.getMessage());
        refused.initCause(e);
        throw refused;
      }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
