package io.millrace.standalone.demo;

import io.millrace.serdes.event.EventType;
import java.util.SplittableRandom;

/**
 * One visitor's path through the shop: landing, searching, viewing products, filling the cart,
 * signing in, buying; now and then an ad is shown, and sometimes clicked.
 */
final class Visit {
  private static final String[] COUNTRIES = {"PL", "DE", "US", "GB", "FR", "IN", "BR", "JP"};
  private static final String[] PLANS = {"free", "plus", "gold"};
  private static final String[] CAMPAIGNS = {"", "", "spring", "retarget", "newsletter"};
  private static final String[] DEVICES = {
    "{\"type\":\"mobile\",\"os\":\"Android\",\"browser\":\"Chrome\"}",
    "{\"type\":\"mobile\",\"os\":\"iOS\",\"browser\":\"Safari\"}",
    "{\"type\":\"desktop\",\"os\":\"Windows\",\"browser\":\"Edge\"}",
    "{\"type\":\"desktop\",\"os\":\"Linux\",\"browser\":\"Firefox\"}"
  };
  private static final String[] WORDS = {"lamp", "kettle", "tent", "novel", "saddle", "oolong"};
  private static final int PRODUCTS = 500;

  /** The current step of the visitor. */
  private enum Place {
    OUTSIDE,
    LANDED,
    AD_SEEN,
    SEARCHED,
    PRODUCT,
    CART,
    SIGNED_IN,
    GONE
  }

  private final String visitor;
  private final int country;
  private final int device;
  private final int campaign;
  private Place place = Place.OUTSIDE;
  private int product;

  /**
   * @param number of the visitor: the same number is the same person, from the same country
   */
  Visit(long number, SplittableRandom random) {
    visitor = "visitor-" + number;
    country = Math.floorMod(number * 31, COUNTRIES.length);
    device = Math.floorMod(number * 17, DEVICES.length);
    campaign = random.nextInt(CAMPAIGNS.length);
  }

  boolean isFinished() {
    return place == Place.GONE;
  }

  String visitor() {
    return visitor;
  }

  /** Takes a step, and appends the event's own fields after the common ones. */
  EventType step(StringBuilder json, SplittableRandom random) {
    int dice = random.nextInt(100);
    return switch (place) {
      case OUTSIDE -> land(json);
      case LANDED, SEARCHED, PRODUCT -> browse(json, dice, random);
      case AD_SEEN -> clickOrGoOn(json, dice, random);
      case CART -> dice < 50 ? signIn(json) : buy(json);
      case SIGNED_IN -> buy(json);
      case GONE -> throw new IllegalStateException("a visit that is over takes no step");
    };
  }

  private EventType land(StringBuilder json) {
    place = Place.LANDED;
    page(json.append("\"name\":\"Page Viewed\","), "/", "Welcome");
    if (!CAMPAIGNS[campaign].isEmpty()) {
      json.append(",\"campaign\":{\"name\":\"")
          .append(CAMPAIGNS[campaign])
          .append("\",\"source\":\"search\",\"medium\":\"cpc\"}");
    }
    return EventType.BROWSE;
  }

  private EventType browse(StringBuilder json, int dice, SplittableRandom random) {
    if (dice < 20) {
      return search(json, random);
    } else if (dice < 60) {
      return look(json, random);
    } else if (dice < 72) {
      return ad(json, "Ad Impression", Place.AD_SEEN);
    } else if (dice < 88 && place == Place.PRODUCT) {
      place = Place.CART;
      json.append("\"name\":\"Product Added\",\"properties\":{\"product\":\"p")
          .append(product)
          .append("\",\"quantity\":1}");
      return EventType.CUSTOM;
    }
    place = Place.GONE;
    page(json.append("\"name\":\"Page Viewed\","), "/about", "About us");
    return EventType.BROWSE;
  }

  private EventType search(StringBuilder json, SplittableRandom random) {
    place = Place.SEARCHED;
    json.append("\"name\":\"Products Searched\",\"properties\":{\"query\":\"")
        .append(WORDS[random.nextInt(WORDS.length)])
        .append("\",\"results\":")
        .append(random.nextInt(40))
        .append('}');
    return EventType.SEARCH;
  }

  private EventType look(StringBuilder json, SplittableRandom random) {
    place = Place.PRODUCT;
    product = random.nextInt(PRODUCTS);
    page(json.append("\"name\":\"Product Viewed\","), "/products/" + product, "Product " + product);
    json.append(",\"properties\":{\"product\":\"p").append(product).append("\"}");
    return EventType.BROWSE;
  }

  private EventType ad(StringBuilder json, String name, Place next) {
    place = next;
    json.append("\"name\":\"")
        .append(name)
        .append("\",\"properties\":{\"placement\":\"sidebar\",\"campaign\":\"summer\"}");
    return EventType.AD;
  }

  private EventType clickOrGoOn(StringBuilder json, int dice, SplittableRandom random) {
    return dice < 15 ? ad(json, "Ad Click", Place.LANDED) : look(json, random);
  }

  private EventType signIn(StringBuilder json) {
    place = Place.SIGNED_IN;
    json.append("\"name\":\"Signed In\",\"traits\":{\"plan\":\"")
        .append(PLANS[country % PLANS.length])
        .append("\",\"country\":\"")
        .append(COUNTRIES[country])
        .append("\"}");
    return EventType.IDENTIFY;
  }

  private EventType buy(StringBuilder json) {
    place = Place.GONE;
    json.append("\"name\":\"Order Completed\",\"money\":{\"amount\":")
        .append(5 + product % 95)
        .append(".90,\"currency\":\"EUR\"},\"properties\":{\"product\":\"p")
        .append(product)
        .append("\"}");
    return EventType.PURCHASE;
  }

  private void page(StringBuilder json, String path, String title) {
    json.append("\"page\":{\"url\":\"https://shop.example")
        .append(path)
        .append("\",\"path\":\"")
        .append(path)
        .append("\",\"title\":\"")
        .append(title)
        .append("\"},\"device\":")
        .append(DEVICES[device]);
  }
}
