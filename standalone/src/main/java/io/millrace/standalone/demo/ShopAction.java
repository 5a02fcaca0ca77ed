package io.millrace.standalone.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.serdes.event.EventType;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a visitor of a shop does, as the fields of an event; null where the event has none. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ShopAction(
    @JsonIgnore EventType type,
    String name,
    @Nullable Page page,
    @Nullable Device device,
    @Nullable Campaign campaign,
    @Nullable Map<String, String> traits,
    @Nullable Money money,
    @Nullable Map<String, Object> properties) {
  ShopAction {
    // In one order: the same seed gives the same events.
    traits = traits == null ? null : new TreeMap<>(traits);
    properties = properties == null ? null : new TreeMap<>(properties);
  }

  record Page(String url, String path, String title) {}

  record Device(String type, String os, String browser) {}

  record Campaign(String name, String source, String medium) {}

  record Money(BigDecimal amount, String currency) {}

  /** One that has no more than a name and properties. */
  static ShopAction of(EventType type, String name, Map<String, Object> properties) {
    return new ShopAction(type, name, null, null, null, null, null, properties);
  }

  /** A page that is seen. */
  static ShopAction browse(String name, Page page, Device device) {
    return new ShopAction(EventType.BROWSE, name, page, device, null, null, null, null);
  }

  ShopAction with(Campaign by) {
    return new ShopAction(type, name, page, device, by, traits, money, properties);
  }

  ShopAction with(Money paid) {
    return new ShopAction(type, name, page, device, campaign, traits, paid, properties);
  }

  ShopAction withTraits(Map<String, String> known) {
    return new ShopAction(type, name, page, device, campaign, known, money, properties);
  }

  ShopAction withProperties(Map<String, Object> told) {
    return new ShopAction(type, name, page, device, campaign, traits, money, told);
  }
}
