import Testing
import TriggerCore

@Suite("JSON of trigger data")
struct DataValueJSONTests {
  @Test(
    "What is written as it came keeps digits, order and characters",
    arguments: [
      #"{"b":1,"a":[1.10,-0,1e400,12345678901234567890,null,true,false],"c":{}}"#, #""naïve \"x\" \\ \n\t\u0001 🧾""#,
      "[]", "-9223372036854775808",
    ])
  func roundTrip(text: String) {
    #expect(DataValue(json: text)?.json == text)
  }

  @Test("Integers that fit are integers, all else keeps its digits")
  func numbers() {
    #expect(DataValue(json: " 42 ") == .integer(42))
    #expect(DataValue(json: "42.0") == .decimal("42.0"))
    #expect(DataValue(json: "9223372036854775808") == .decimal("9223372036854775808"))
  }

  @Test("Escapes are read, surrogate pairs together; a half is no text, and is not given out as another")
  func escapes() {
    #expect(DataValue(json: #""\u00e9\ud83e\uddfe\/x""#) == .text("é🧾/x"))
    for half in [#""\ud83ex""#, #""\ud83e\u0041""#, #""\uddfe""#] { #expect(DataValue(json: half) == nil) }
  }

  @Test("Values are equal letter by letter, not by how they look")
  func letters() {
    #expect(DataValue.text("caf\u{E9}") != .text("cafe\u{301}"))
    #expect(Set([DataValue.text("caf\u{E9}"), .text("cafe\u{301}"), .text("caf\u{E9}")]).count == 2)
    let data = TriggerData(fields: [.init("caf\u{E9}", .integer(1)), .init("cafe\u{301}", .integer(2))])
    #expect(data["cafe\u{301}"] == .integer(2))
  }

  @Test("What a terminal could take for a command, or be misled by, is escaped and read back")
  func controls() {
    let marks: [Unicode.Scalar] = [
      "\u{1B}", "\u{9B}", "\u{61C}", "\u{200E}", "\u{200F}", "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}",
    ]
    for mark in marks {
      let value = DataValue.text("a\(mark)b")
      #expect(value.json.utf8.allSatisfy { $0 < 0x80 })
      #expect(DataValue(json: value.json) == value)
    }
  }

  @Test("Times and numbers without JSON notation are written as texts")
  func texts() {
    #expect(DataValue.instant(Instant(microseconds: 0)).json == #""2000-01-01T00:00:00.000000Z""#)
    #expect(DataValue.decimal("NaN").json == #""NaN""#)
  }

  @Test(
    "What is not one JSON document is refused",
    arguments: [
      "", "{", "[1,]", "{\"a\" 1}", "01", "1 2", "+1", "\"\n\"", "\"\\x\"", "\"\\u12g4\"", "nul",
      String(repeating: "[", count: 100_000),
    ])
  func refusal(text: String) {
    #expect(DataValue(json: text) == nil)
  }

  @Test("Trigger data is an object and nothing else")
  func data() {
    #expect(TriggerData(json: #"{"amount":5}"#) == TriggerData(fields: [.init("amount", .integer(5))]))
    #expect(TriggerData(json: "[5]") == nil)
  }
}
