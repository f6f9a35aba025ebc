import Testing
import TriggerCore

@Suite("Triggers about to be fired")
struct NewTriggerTests {
  @Test("are refused in one sentence that names the value and the limit")
  func refusals() {
    expect(NewTrigger(type: ""), "A trigger needs a type; give it a slug such as pay_bill.")
    expect(NewTrigger(type: String(repeating: "é", count: 51)), "The type is 51 characters long; at most 50 fit.")
    expect(
      NewTrigger(type: "a", source: Source(stored: String(repeating: "s", count: 151))),
      "The source is 151 characters long; at most 150 fit.")
    expect(
      NewTrigger(type: "a", source: ["b$c"]),
      "The source part \"b$c\" contains $, which separates parts; leave it out or replace it.")
    expect(
      NewTrigger(type: "a", data: TriggerData(fields: [.init("note", .array([.text("\0")]))])),
      "The field note contains a NUL character, which no database text can hold; leave it out.")
  }

  private func expect(_ trigger: NewTrigger, _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(throws: StoreError.refused(sentence), sourceLocation: sourceLocation) { try trigger.validate() }
  }
}
