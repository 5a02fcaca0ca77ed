package io.millrace.topologies.segment.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.serdes.definition.InvalidDefinition;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ConditionJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ConditionJson WARSAW = new ConditionJson(ZoneId.of("Europe/Warsaw"));

  /** Read again in another time zone, as a stored rule is. */
  private static final ConditionJson APIA = new ConditionJson(ZoneId.of("Pacific/Apia"));

  @Property
  void whatIsWrittenIsReadAsTheSame(@ForAll long seed)
      throws InvalidDefinition, JsonProcessingException {
    Condition condition = WARSAW.parse("rule", json(new Texts(new Random(seed)).condition(3)));
    assertThat(APIA.parse("rule", ConditionJson.write(condition))).isEqualTo(condition);
  }

  @Test
  void aFaultSaysWhereItIsAndWhatIsAllowed() throws JsonProcessingException {
    expect("{}", "rule", "must be an object with one of [all, any, not, did,");
    expect("{'all':[{'did':{'name':'a'}},{'nevr':{'name':'b'}}]}", "rule.all[1]", "[nevr]");
    expect("{'all':[]}", "rule.all", "a list of 1 to 50 conditions");
    expect("{'not':{'did':{'name':'a'},'within':'7w'}}", "rule.not.within", "but was '7w'");
    expect("{'did':{'nam':'a'}}", "rule.did.nam", "must be one of [name, type, where]");
    expect("{'did':{'name':'a'},'atLeast':0}", "rule.atLeast", "from 1 to 1000, but was 0");
    expect("{'did':{'name':'a'},'atLeast':1,'atMost':2}", "rule", "[atLeast, atMost]");
    expect("{'sum':'page.path','of':{'type':'ad'},'gt':1}", "rule.sum", "but was page.path");
    expect("{'sum':'money.amount','of':{'type':'ads'},'gt':1}", "rule.of.type", "\"ads\"");
    expect(
        "{'regularly':{'type':'ad'},'days':1,'of':2,'timeZone':'Mars'}", "rule.timeZone", "Mars");
    expect("{'sequence':[{'name':'a'}],'gap':'1h','within':'1d'}", "rule.sequence", "2 to 10");
    expect("{'trait':'plan'}", "rule", "must have trait and one of");
    expect("{'segment':'Big'}", "rule.segment", "but was 'Big'");
    expect(
        "{'first':{'where':{'field':'nam','equals':1}},'within':'1d'}",
        "rule.first.where.field",
        "but was 'nam'");
  }

  private static void expect(String rule, String at, String part) throws JsonProcessingException {
    JsonNode json = json(rule.replace('\'', '"'));
    InvalidDefinition fault =
        catchThrowableOfType(InvalidDefinition.class, () -> WARSAW.parse("rule", json));
    assertThat(fault).as(rule).isNotNull();
    assertThat(fault.at()).isEqualTo(at);
    assertThat(fault).hasMessageContaining(part);
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return JSON.readTree(text);
  }

  /** Random rules as people write them, odd ones included. */
  private record Texts(Random random) {
    String condition(int depth) {
      return switch (random.nextInt(depth == 0 ? 12 : 15)) {
        case 0 -> "{\"did\":%s,\"atLeast\":3,\"within\":\"7d\"}".formatted(events());
        case 1 -> "{\"did\":%s}".formatted(events());
        case 2 -> "{\"did\":%s,\"%s\":0}".formatted(events(), pick("atMost", "exactly"));
        case 3 -> "{\"never\":%s,\"within\":\"90m\"}".formatted(events());
        case 4 -> "{\"%s\":%s,\"within\":\"36h\"}".formatted(pick("first", "stopped"), events());
        case 5 ->
            "{\"regularly\":%s,\"days\":2,\"of\":5%s}"
                .formatted(events(), pick("", ",\"timeZone\":\"Asia/Kolkata\""));
        case 6 ->
            "{\"sequence\":[%s,%s],\"gap\":\"90s\",\"within\":\"1d\"%s}"
                .formatted(events(), events(), pick("", ",\"without\":" + events()));
        case 7 ->
            "{\"%s\":\"%s\",\"of\":%s,\"%s\":%s}"
                .formatted(
                    pick("sum", "average"),
                    pick("money.amount", "properties.price"),
                    events(),
                    pick("lt", "lte", "gt", "gte"),
                    pick("1", "0.25", "-3", "1e6"));
        case 8 ->
            "{\"distinct\":\"page.path\",\"of\":%s,\"atLeast\":4,\"within\":\"1h\"}"
                .formatted(events());
        case 9 -> "{\"ratio\":%s,\"to\":%s,\"lt\":0.1}".formatted(events(), events());
        case 10 ->
            "{\"trait\":\"plan\",%s}"
                .formatted(
                    pick(
                        "\"equals\":\"pro\"",
                        "\"in\":[\"a\",\"b\"]",
                        "\"contains\":\"x\"",
                        "\"exists\":true",
                        "\"gte\":7",
                        "\"equals\":7"));
        case 11 -> "{\"segment\":\"big-spenders\"}";
        case 12 -> "{\"not\":%s}".formatted(condition(depth - 1));
        case 13 -> "{\"all\":[%s]}".formatted(conditions(depth));
        default -> "{\"any\":[%s]}".formatted(conditions(depth));
      };
    }

    private String conditions(int depth) {
      return IntStream.rangeClosed(0, random.nextInt(3))
          .mapToObj(_ -> condition(depth - 1))
          .collect(Collectors.joining(","));
    }

    private String events() {
      return switch (random.nextInt(5)) {
        case 0 -> "{\"type\":\"purchase\"}";
        case 1 -> "{\"name\":[\"a\",\"b\"],\"where\":%s}".formatted(where(2));
        case 2 -> "{\"type\":\"browse\",\"name\":\"a\",\"where\":%s}".formatted(where(2));
        default -> "{\"where\":%s}".formatted(where(3));
      };
    }

    private String where(int depth) {
      return switch (random.nextInt(depth == 0 ? 6 : 9)) {
        case 0 -> "{\"field\":\"type\",\"equals\":\"browse\"}";
        case 1 -> "{\"field\":\"type\",\"in\":[\"browse\",\"teleport\"]}";
        case 2 -> "{\"field\":\"name\",\"in\":[\"a\",\"c\"]}";
        case 3 -> "{\"field\":\"properties.price\",\"gte\":2,\"lt\":5}";
        case 4 -> "{\"field\":\"country\",\"exists\":%s}".formatted(random.nextBoolean());
        case 5 -> "{\"field\":\"page.path\",\"contains\":\"/sale\"}";
        case 6 -> "{\"not\":%s}".formatted(where(depth - 1));
        case 7 -> "{\"all\":[%s,%s]}".formatted(where(depth - 1), where(depth - 1));
        default -> "{\"%s\":[%s]}".formatted(pick("all", "any"), where(depth - 1));
      };
    }

    private String pick(String... texts) {
      return List.of(texts).get(random.nextInt(texts.length));
    }
  }
}
