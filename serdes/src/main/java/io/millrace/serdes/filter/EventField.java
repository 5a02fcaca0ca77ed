package io.millrace.serdes.filter;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.Money;
import java.math.BigInteger;

/** A field that every event has, and its column in the table {@code events}. */
public enum EventField implements Field {
  TYPE("type", "type"),
  NAME("name", "name"),
  VISITOR("visitor", "visitor"),
  USER_ID("userId", "user_id"),
  COUNTRY("country", "country"),
  PLAN("plan", "plan"),
  REFERRER("referrer", "referrer"),
  PAGE_PATH("page.path", "page_path"),
  PAGE_TITLE("page.title", "page_title"),
  CAMPAIGN_NAME("campaign.name", "campaign_name"),
  CAMPAIGN_SOURCE("campaign.source", "campaign_source"),
  CAMPAIGN_MEDIUM("campaign.medium", "campaign_medium"),
  CAMPAIGN_TERM("campaign.term", "campaign_term"),
  CAMPAIGN_CONTENT("campaign.content", "campaign_content"),
  DEVICE_TYPE("device.type", "device_type"),
  DEVICE_OS("device.os", "device_os"),
  DEVICE_BROWSER("device.browser", "device_browser"),
  MONEY_CURRENCY("money.currency", "money_currency"),
  /** Present if the event has a currency. */
  MONEY_AMOUNT("money.amount", "money_amount");

  private static final double MONEY_UNIT = BigInteger.TEN.pow(Money.SCALE).doubleValue();

  private final String path;
  private final String column;

  EventField(String path, String column) {
    this.path = path;
    this.column = column;
  }

  @Override
  public String path() {
    return path;
  }

  /** The column of the table {@code events}. */
  public String column() {
    return column;
  }

  @Override
  public String text(Event event) {
    return switch (this) {
      case TYPE -> event.type().wireName();
      case NAME -> event.name();
      case VISITOR -> event.visitor();
      case USER_ID -> event.userId();
      case COUNTRY -> event.country();
      case PLAN -> event.plan();
      case REFERRER -> event.referrer();
      case PAGE_PATH -> event.page().path();
      case PAGE_TITLE -> event.page().title();
      case CAMPAIGN_NAME -> event.campaign().name();
      case CAMPAIGN_SOURCE -> event.campaign().source();
      case CAMPAIGN_MEDIUM -> event.campaign().medium();
      case CAMPAIGN_TERM -> event.campaign().term();
      case CAMPAIGN_CONTENT -> event.campaign().content();
      case DEVICE_TYPE -> event.device().type();
      case DEVICE_OS -> event.device().os();
      case DEVICE_BROWSER -> event.device().browser();
      case MONEY_CURRENCY -> event.money().currency();
      case MONEY_AMOUNT -> numeric(event) ? NumberText.of(number(event)) : "";
    };
  }

  @Override
  public double number(Event event) {
    return numeric(event)
        ? event.money().amount().unscaledValue().doubleValue() / MONEY_UNIT
        : Double.NaN;
  }

  @Override
  public boolean numeric() {
    return this == MONEY_AMOUNT;
  }

  private boolean numeric(Event event) {
    return this == MONEY_AMOUNT && !event.money().currency().isEmpty();
  }
}
