import Testing
import TriggerCore

@Suite struct HandlerRegistryTests {
  @Test("two handlers for one type are refused by name")
  func duplicate() throws {
    var registry = HandlerRegistry()
    try registry.register(PayBill.self)
    try registry.handle("send_mail") { _ in nil }
    let error = #expect(throws: InvalidInput.self) { try registry.handle("pay_bill") { _ in nil } }
    #expect(error?.description == "There are two handlers for the type pay_bill; keep one of them.")
    #expect(registry.types == ["pay_bill", "send_mail"])
  }

  @Test("types that look alike but are not have a handler each")
  func lookalikes() async throws {
    var registry = HandlerRegistry()
    try registry.handle("caf\u{E9}") { _ in .text("one") }
    #expect(registry["cafe\u{301}"] == nil)
    try registry.handle("cafe\u{301}") { _ in .text("two") }
    #expect(registry.types.map { $0.unicodeScalars.count } == [5, 4])
  }

  @Test("a type that no column could hold is refused", arguments: ["", String(repeating: "x", count: 51), "a\0b"])
  func unusable(type: String) {
    var registry = HandlerRegistry()
    #expect(throws: InvalidInput.self) { try registry.handle(type) { _ in nil } }
  }
}
