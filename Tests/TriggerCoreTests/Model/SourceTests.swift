import Testing
import TriggerCore

@Suite("Sources")
struct SourceTests {
  @Test("join parts with $ as set_source does, empty ones included")
  func joined() {
    let source: Source = ["invoice", 4411]
    #expect(source.text == "invoice$4411")
    #expect(Source(["a", "", "b"]).text == "a$$b")
    #expect(Source([]).text == "")
  }

  @Test(
    "split as get_source does, empty parts dropped",
    arguments: [("a$b", ["a", "b"]), ("$a$$b$", ["a", "b"]), ("", []), ("$", []), ("plain", ["plain"])])
  func split(text: String, parts: [String]) { #expect(Source(stored: text).parts == parts) }

  @Test("flaw 14: name the part that could not be split again; stored text has none")
  func ambiguous() {
    #expect(Source(["a", "b$c", "d$e"]).ambiguousPart == "b$c")
    #expect(Source(["a", "b"]).ambiguousPart == nil)
    #expect(Source(stored: "a$b").ambiguousPart == nil)
  }
}
