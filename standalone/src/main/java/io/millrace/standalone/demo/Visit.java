package io.millrace.standalone.demo;

import io.millrace.serdes.event.EventType;
import io.millrace.standalone.demo.ShopAction.Campaign;
import io.millrace.standalone.demo.ShopAction.Device;
import io.millrace.standalone.demo.ShopAction.Money;
import io.millrace.standalone.demo.ShopAction.Page;
import java.math.BigDecimal;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One visitor's path through the shop: landing, searching, viewing products, filling the cart,
 * signing in, buying; now and then an ad is shown, and sometimes clicked.
 */
final class Visit {
  private static final String[] COUNTRIES = {"PL", "DE", "US", "GB", "FR", "IN", "BR", "JP"};
  private static final String[] PLANS = {"free", "plus", "gold"};
  private static final String[] CAMPAIGNS = {"", "", "spring", "retarget", "newsletter"};
  private static final Device[] DEVICES = {
    new Device("mobile", "Android", "Chrome"),
    new Device("mobile", "iOS", "Safari"),
    new Device("desktop", "Windows", "Edge"),
    new Device("desktop", "Linux", "Firefox")
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

  /** Takes a step; what the visitor did. */
  ShopAction step(SplittableRandom random) {
    int dice = random.nextInt(100);
    return switch (place) {
      case OUTSIDE -> land();
      case LANDED, SEARCHED, PRODUCT -> browse(dice, random);
      case AD_SEEN -> clickOrGoOn(dice, random);
      case CART -> dice < 50 ? signIn() : buy();
      case SIGNED_IN -> buy();
      case GONE -> throw new IllegalStateException("a visit that is over takes no step");
    };
  }

  private ShopAction land() {
    place = Place.LANDED;
    ShopAction landed = page("Page Viewed", "/", "Welcome");
    return CAMPAIGNS[campaign].isEmpty()
        ? landed
        : landed.with(new Campaign(CAMPAIGNS[campaign], "search", "cpc"));
  }

  private ShopAction browse(int dice, SplittableRandom random) {
    if (dice < 20) {
      return search(random);
    } else if (dice < 60) {
      return look(random);
    } else if (dice < 72) {
      return ad("Ad Impression", Place.AD_SEEN);
    } else if (dice < 88 && place == Place.PRODUCT) {
      place = Place.CART;
      return ShopAction.of(
          EventType.CUSTOM, "Product Added", Map.of("product", "p" + product, "quantity", 1));
    }
    place = Place.GONE;
    return page("Page Viewed", "/about", "About us");
  }

  private ShopAction search(SplittableRandom random) {
    place = Place.SEARCHED;
    String query = WORDS[random.nextInt(WORDS.length)];
    return ShopAction.of(
        EventType.SEARCH,
        "Products Searched",
        Map.of("query", query, "results", random.nextInt(40)));
  }

  private ShopAction look(SplittableRandom random) {
    place = Place.PRODUCT;
    product = random.nextInt(PRODUCTS);
    return page("Product Viewed", "/products/" + product, "Product " + product)
        .withProperties(Map.of("product", "p" + product));
  }

  private ShopAction ad(String name, Place next) {
    place = next;
    return ShopAction.of(EventType.AD, name, Map.of("placement", "sidebar", "campaign", "summer"));
  }

  private ShopAction clickOrGoOn(int dice, SplittableRandom random) {
    return dice < 15 ? ad("Ad Click", Place.LANDED) : look(random);
  }

  private ShopAction signIn() {
    place = Place.SIGNED_IN;
    return new ShopAction(EventType.IDENTIFY, "Signed In", null, null, null, null, null, null)
        .withTraits(Map.of("plan", PLANS[country % PLANS.length], "country", COUNTRIES[country]));
  }

  private ShopAction buy() {
    place = Place.GONE;
    BigDecimal amount = BigDecimal.valueOf((5 + product % 95) * 100L + 90, 2);
    return ShopAction.of(EventType.PURCHASE, "Order Completed", Map.of("product", "p" + product))
        .with(new Money(amount, "EUR"));
  }

  private ShopAction page(String name, String path, String title) {
    return ShopAction.browse(
        name, new Page("https://shop.example" + path, path, title), DEVICES[device]);
  }
}
