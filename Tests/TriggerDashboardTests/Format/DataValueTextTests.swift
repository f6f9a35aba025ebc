import Testing
import TriggerCore
import TriggerDashboard

@Suite("Data of triggers")
struct DataValueTextTests {
  @Test(
    "Text and times stand as they are, anything else as JSON",
    arguments: [
      (DataValue.text("bank API"), "bank API"),
      (.text(""), #""""#),
      (.null, "null"),
      (.bool(true), "true"),
      (.integer(.min), "-9223372036854775808"),
      (.decimal("0.10"), "0.10"),
      (.instant(Instant(microseconds: 0)), "2000-01-01T00:00:00.000000Z"),
      (.array([.integer(1), .text("a\"b\\\n")]), #"[1, "a\"b\\\n"]"#),
      (.object([.init("to", .text("x")), .init("tags", .array([]))]), #"{"to": "x", "tags": []}"#),
    ])
  func values(_ value: DataValue, text: String) {
    #expect(value.text() == text)
  }

  @Test("A value of any size or depth is cut and says so")
  func huge() {
    let wide = DataValue.array(Array(repeating: .text("0123456789"), count: 100_000))
    #expect(wide.text(limit: 100).utf8.count < 150)
    #expect(wide.text(limit: 100).hasSuffix("…"))
    for limit in 3..<200 {
      let shown = DataValue.array([.text(String(repeating: "x", count: 50)), .integer(12), .null]).shown(limit: limit)
      #expect(shown.isCut == shown.text.hasSuffix("…"))
      // A last member that was begun is finished.
      #expect(shown.isCut == (limit < 58), "\(limit): \(shown.text)")
    }
    let deep = (0..<10_000).reduce(DataValue.null) { value, _ in .array([value]) }
    #expect(deep.text().contains("…"))
    #expect(DataValue.text(String(repeating: "x", count: 1_100)).text(limit: 1_000).hasSuffix("x… (100 bytes more)"))
  }
}
