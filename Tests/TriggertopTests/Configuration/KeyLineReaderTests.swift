import Testing

@testable import triggertop

@Suite("The line of a key")
struct KeyLineReaderTests {
  @Test(
    "is that of its own assignment or header, however it is written",
    arguments: [
      ("a = 1\nb = 2", ["b"], 2), ("\u{FEFF}a = 1\r\nb = 2", ["b"], 2),
      ("# a = 0\n\n a =1 # b = 2\n\tb= 2", ["b"], 4),
      ("[t]\na = 1\n[u]\na = 2", ["u", "a"], 4), ("[t] # [u]\n[ 'u' . \"v\" ]\na = 2", ["u", "v", "a"], 3),
      ("[handlers.'pay']\n\ncommand = []", ["handlers", "pay", "command"], 3),
      ("[ handlers . pay ]", ["handlers", "pay"], 1), ("[[handlers.pay]]", ["handlers", "pay"], 1),
      ("[handlers.\"pay.bill\"]\nx = 1", ["handlers", "pay.bill", "x"], 2),
      ("[handlers.pay-bill]\n[handlers.pay]\nx = 1", ["handlers", "pay", "x"], 3),
      ("[handlers]\npay.command = []\npay.timeout = ''", ["handlers", "pay", "timeout"], 3),
      ("[handlers]\npay = { command = [], 'timeout' = '' }", ["handlers", "pay", "timeout"], 2),
      ("a = [\n  \"x\", # ]\n  ['[', 2],\n  { b = \"}\" },\n]\nc = 1", ["c"], 6),
      ("a = \"\"\"\n[t]\nb = 1\\\"\"\"\n\"\"\"\nb = 2", ["b"], 5), ("a = '''\nb = 1\n'''''\nb = 2", ["b"], 4),
      ("a = \"\\\"\\n[b]\"\nb = ''\nc = \"\"", ["c"], 3), ("\"\\u0061\" = 1", ["a"], 1),
      ("a = 2026-11-24 09:00:00\nb = -1.5e3\nc = true", ["c"], 3),
    ])
  func lines(text: String, path: [String], line: Int) throws {
    _ = try ConfigurationFile(path: "config.toml", text: text)
    #expect(KeyLineReader.lines(of: text)[path] == line)
  }

  @Test("is not made up by what only looks like a key")
  func noKeys() {
    let lines = KeyLineReader.lines(of: "a = \"b = 1\" # c = 2\nd = '''\n[e]\nf = 1\n'''\ng = [ 'h=1' ]")
    #expect(Set(lines.keys) == [["a"], ["d"], ["g"]])
  }

  @Test("is looked for to the end of a text that is cut off", arguments: ["a = [", "a = \"", "a = {", "[a", "a", "]]"])
  func cut(text: String) { #expect(KeyLineReader.lines(of: text).count <= 1) }
}
