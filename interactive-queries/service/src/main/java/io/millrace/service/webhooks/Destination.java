package io.millrace.service.webhooks;

import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Restricts requests to public addresses, unless the operator allows private ones. Tenants choose
 * the hosts, and internal services often trust internal clients.
 */
@Singleton
final class Destination {
  /** Addresses that are not global unicast by the special-purpose registries of IANA. */
  private static final List<AddressRange> NOT_PUBLIC =
      List.of(
          new AddressRange("0.0.0.0", 8),
          new AddressRange("10.0.0.0", 8),
          new AddressRange("100.64.0.0", 10),
          new AddressRange("127.0.0.0", 8),
          new AddressRange("169.254.0.0", 16),
          new AddressRange("172.16.0.0", 12),
          new AddressRange("192.0.0.0", 24),
          new AddressRange("192.0.2.0", 24),
          new AddressRange("192.88.99.0", 24),
          new AddressRange("192.168.0.0", 16),
          new AddressRange("198.18.0.0", 15),
          new AddressRange("198.51.100.0", 24),
          new AddressRange("203.0.113.0", 24),
          // Multicast, reserved, broadcast.
          new AddressRange("224.0.0.0", 3),
          // Including tunnels, which lead to IPv4 addresses.
          new AddressRange("2001::", 23),
          new AddressRange("2001:db8::", 32),
          new AddressRange("2002::", 16),
          new AddressRange("3fff::", 20));

  /** All of IPv6 that is allocated so far; the rest is local, mapped or reserved. */
  private static final AddressRange PUBLIC_IPV6 = new AddressRange("2000::", 3);

  private final boolean privateToo;

  Destination(ServiceSettings settings) {
    this.privateToo = settings.webhooks().privateAddresses();
  }

  /** The current addresses of a host; throws with the reason if requests are not allowed there. */
  List<InetAddress> addresses(String host) throws IOException {
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new UnknownHostException("the host %s has no address".formatted(host));
    }
    for (InetAddress address : addresses) {
      if (!privateToo && !isPublic(address)) {
        throw new IOException(
            "the host must have public addresses only, but %s has %s; the operator can allow others"
                .formatted(host, address.getHostAddress()));
      }
    }
    return List.of(addresses);
  }

  static boolean isPublic(InetAddress address) {
    return (address instanceof Inet4Address || PUBLIC_IPV6.contains(address))
        && NOT_PUBLIC.stream().noneMatch(block -> block.contains(address));
  }

  /** Addresses with a common prefix. */
  private static final class AddressRange {
    private final byte[] start;
    private final int bits;

    AddressRange(String start, int bits) {
      this.start = InetAddress.ofLiteral(start).getAddress();
      this.bits = bits;
    }

    boolean contains(InetAddress address) {
      byte[] bytes = address.getAddress();
      int whole = bits / 8;
      if (bytes.length != start.length || !Arrays.equals(bytes, 0, whole, start, 0, whole)) {
        return false;
      }
      int rest = bits % 8;
      return rest == 0 || ((bytes[whole] ^ start[whole]) & 0xff) >>> (8 - rest) == 0;
    }
  }
}
