package io.millrace.service.ingest;

import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Page;
import java.util.Locale;

/**
 * The context that Segment's clients collect. A part that is missing in the call is taken from its
 * batch. The locale is not used as the country: it would override the visitor's own.
 */
record SegmentContext(JsonFields own, JsonFields batch) {
  /** The page of the context; a page call has it in its properties too. */
  Page page(JsonFields properties) {
    JsonFields page = part("page");
    String url = first(page.lenientText("url"), properties.lenientText("url"));
    String path = first(page.lenientText("path"), properties.lenientText("path"));
    String title = first(page.lenientText("title"), properties.lenientText("title"));
    return url.isEmpty() && path.isEmpty() && title.isEmpty()
        ? Page.NONE
        : new Page(url, path, title);
  }

  String referrer(JsonFields properties) {
    String referrer =
        first(part("page").lenientText("referrer"), part("referrer").lenientText("url"));
    return first(referrer, properties.lenientText("referrer"));
  }

  Campaign campaign() {
    JsonFields campaign = part("campaign");
    return campaign.json().isEmpty()
        ? Campaign.NONE
        : new Campaign(
            campaign.lenientText("name"),
            campaign.lenientText("source"),
            campaign.lenientText("medium"),
            campaign.lenientText("term"),
            campaign.lenientText("content"));
  }

  Device device() {
    String type = part("device").lenientText("type");
    String os = part("os").lenientText("name");
    String browser = part("browser").lenientText("name");
    String agent = text("userAgent");
    return type.isEmpty() && os.isEmpty() && browser.isEmpty() && agent.isEmpty()
        ? Device.NONE
        : new Device(type, os, browser, agent);
  }

  /** The country if it is a code; some clients send its name. */
  String country() {
    String country = part("location").lenientText("country");
    return Countries.isCode(country) ? country.toUpperCase(Locale.ROOT) : "";
  }

  String locale() {
    return text("locale");
  }

  private JsonFields part(String name) {
    JsonFields part = own.lenientObject(name);
    return part.json().isEmpty() ? batch.lenientObject(name) : part;
  }

  private String text(String name) {
    return first(own.lenientText(name), batch.lenientText(name));
  }

  private static String first(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }
}
