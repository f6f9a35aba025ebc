import Foundation

/// A text that is kept in a file and compared with what a test finds.
struct Snapshot {
  let name: String
  let folder: URL
  /// RECORD_SNAPSHOTS and CI decide whether it may be written.
  let environment: [String: String]

  var file: URL { folder.appendingPathComponent("\(name).txt") }

  /// What is wrong with the text found, or nil; records it where that is asked for, which is a problem too.
  func problem(with found: String) -> String? {
    let expected = try? String(contentsOf: file, encoding: .utf8)
    if found == expected { return nil }
    guard let expected, environment["RECORD_SNAPSHOTS"] != "1" || environment["CI"] != nil else {
      return "Snapshot \(name): " + (environment["CI"] == nil ? record(found) : "missing, and CI records none")
    }
    let difference = lineDifference(expected: expected, found: found)
    return "Snapshot \(name) differs (RECORD_SNAPSHOTS=1 takes what was found):\n\(difference)"
  }

  /// - Returns: What came of it.
  private func record(_ text: String) -> String {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return "recorded; look at it and run the test again"
    } catch {
      return "cannot be recorded in \(file.path): \(error.localizedDescription)"
    }
  }
}
