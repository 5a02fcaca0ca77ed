package io.millrace.service.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureReasonTest {
  @Test
  void aColumnsFaultHasTableAndColumnButNotTheValue() {
    assertThat(sink("table orders, column quantity takes a whole number, but was 'many'"))
        .isEqualTo(sink("table orders, column quantity takes a whole number, but was 'a, but b'"))
        .isEqualTo(new FailureReason("orders", "quantity", "column quantity takes a whole number"));
    assertThat(sink("table orders, column quantity takes 0 to 65535, but was 70000").reason())
        .isEqualTo("column quantity takes 0 to 65535");
    assertThat(
            sink("table orders, column tags has an element that takes text, but was null").reason())
        .isEqualTo("column tags has an element that takes text");
    assertThat(sink("table orders, column colour is not in the table, but field colour is"))
        .isEqualTo(new FailureReason("orders", "colour", "column colour is not in the table"));
  }

  @Test
  void aRecordsFaultHasItsTable() {
    assertThat(sink("table orders takes records and maps, but was a String"))
        .isEqualTo(new FailureReason("orders", "", "takes records and maps"));
    assertThat(sink("table orders takes no record without a value"))
        .isEqualTo(new FailureReason("orders", "", "takes no record without a value"));
  }

  @Test
  void whatTheServerSaysLosesItsValues() {
    String first =
        "table orders: Code: 469. DB::Exception: Constraint `sane` for table shop.orders"
            + " (61f0c404-5cb3-11e7-907b-a6006ad3dba0) is violated at row 1. Expression:"
            + " (quantity < 1000). Column values: quantity = 1000. (VIOLATED_CONSTRAINT)";
    assertThat(sink(first))
        .isEqualTo(sink(first.replace("= 1000", "= 2000").replace("row 1", "row 7")))
        .isEqualTo(
            new FailureReason(
                "orders", "", "Code: 469. DB::Exception: Constraint `sane` for table shop.orders"));
  }

  @Test
  void aConvertersFaultHasNoTableUntilOneIsDerived() {
    FailureReason why =
        FailureReason.of(
            "VALUE_CONVERTER",
            "org.apache.kafka.connect.errors.DataException",
            "Unexpected 'x1' in record 17, id 61f0c404-5cb3-11e7-907b-a6006ad3dba0: ");

    assertThat(why)
        .isEqualTo(
            new FailureReason("", "", "value converter: Unexpected ... in record ..., id ..."));
    assertThat(why.inTable("orders").table()).isEqualTo("orders");
    assertThat(sink("table kept: no").inTable("other").table()).isEqualTo("kept");
  }

  @Test
  void whoSaysNothingIsNamed() {
    assertThat(FailureReason.of("TRANSFORMATION", "java.lang.NullPointerException", "").reason())
        .isEqualTo("transformation: NullPointerException");
    assertThat(FailureReason.of("", "", "x".repeat(500)).reason())
        .hasSize(FailureReason.MAX_REASON + 3);
  }

  private static FailureReason sink(String message) {
    return FailureReason.of("TASK_PUT", "org.apache.kafka.connect.errors.DataException", message);
  }
}
