import TerminalUI
import Testing

@Suite("A text field")
struct TextFieldTests {
  private func edited(_ text: String, _ keys: Key...) -> String {
    var field = TextField(text)
    for key in keys { _ = field.handle(key) }
    return field.text
  }

  @Test("Editing keys do what they do in every shell")
  func editing() {
    #expect(edited("ab", "c") == "abc")
    #expect(edited("ab", .left, "c") == "acb")
    #expect(edited("ab", .home, .delete) == "b")
    #expect(edited("ab", .backspace, .backspace, .backspace) == "")
    #expect(edited("one two ", .control("w")) == "one ")
    #expect(edited("one two", .control("u"), "x") == "x")
    #expect(edited("one", .left, .left, .control("k")) == "o")
    #expect(edited("日本", .left, .backspace) == "本")
    #expect(edited("e", .character("\u{301}"), .backspace) == "")
  }

  @Test("Keys that edit nothing are left to others", arguments: [Key.enter, .escape, .tab, .up, .function(1)])
  func otherKeys(key: Key) {
    var field = TextField("a")
    let isHandled = field.handle(key)
    #expect(!isHandled)
    #expect(field.text == "a")
  }

  @Test("Of a paste the first line is taken, made safe")
  func pasting() {
    var field = TextField("ab")
    _ = field.handle(.left)
    field.insert("\u{1B}x\ny")
    #expect(field.text == "a␛xb")
  }

  @Test("It scrolls so that the cursor is seen")
  func scrolling() {
    var frame = Frame(size: Size(columns: 5, rows: 1))
    var field = TextField("abcdefgh")
    field.draw(into: &frame, in: frame.bounds)
    #expect(frame.text(row: 0) == "efgh")
    #expect(frame.cursor == Point(x: 4, y: 0))
    _ = field.handle(.home)
    field.draw(into: &frame, in: frame.bounds)
    #expect(frame.text(row: 0) == "abcde")
    #expect(frame.cursor == Point(x: 0, y: 0))
  }
}
