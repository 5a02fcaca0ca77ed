package io.millrace.standalone.product;

import java.util.ArrayList;
import java.util.List;

/** What was sent and acknowledged, by visitor: all of its events, and its orders. */
final class ClusterLedger {
  /** So many orders make a visitor a buyer. */
  static final int BUYER_ORDERS = 3;

  private final Acks all = new Acks();
  private final List<Acks> events = new ArrayList<>();
  private final List<Acks> orders = new ArrayList<>();

  ClusterLedger(int visitors) {
    for (int visitor = 0; visitor < visitors; visitor++) {
      events.add(new Acks());
      orders.add(new Acks());
    }
  }

  /** The names sort as the numbers do. */
  static String name(int visitor) {
    return "v%05d".formatted(visitor);
  }

  static int number(String name) {
    return Integer.parseInt(name.substring(1));
  }

  int visitors() {
    return events.size();
  }

  Acks all() {
    return all;
  }

  Acks events(int visitor) {
    return events.get(visitor);
  }

  Acks orders(int visitor) {
    return orders.get(visitor);
  }

  void sending(int visitor, boolean order) {
    all.sending();
    events(visitor).sending();
    if (order) {
      orders(visitor).sending();
    }
  }

  void acknowledged(int visitor, boolean order, long now) {
    all.acknowledged(now);
    events(visitor).acknowledged(now);
    if (order) {
      orders(visitor).acknowledged(now);
    }
  }
}
