import Foundation
import TestSupport
import Testing

@Suite("What no source says")
struct SourceTests {
  /// Swift 6.3.1 with -O can lose what was known before the await: a check's answer stood at another's index. Name what
  /// was awaited in a line of its own.
  @Test("No tuple is returned around an await", arguments: ["Sources", "Tests"])
  func tuples(folder: String) throws {
    let files = Repository.sources(in: folder)
    #expect(files.count > 100)
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        #expect(!line.contains(/^\s*return \(.*,.*\bawait\b/), "\(file.lastPathComponent):\(number + 1): \(line)")
      }
    }
  }
}
