import Foundation
import TerminalUI
import Testing

/// Compares a frame with `Snapshots/<name>.txt` beside the calling test's file.
///
/// A missing snapshot, and with RECORD_SNAPSHOTS=1 every one, is written, and the test fails so that somebody looks at
/// it. Where CI is set nothing is ever written.
///
/// - Parameter name: The screen and its size, such as `main@80x24`.
public func assertSnapshot(
  of frame: Frame, named name: String, filePath: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let file = URL(fileURLWithPath: filePath).deletingLastPathComponent()
    .appendingPathComponent("Snapshots/\(name).txt")
  let found = frame.snapshotText
  let expected = try? String(contentsOf: file, encoding: .utf8)
  let environment = ProcessInfo.processInfo.environment
  if expected == nil || environment["RECORD_SNAPSHOTS"] == "1" {
    let outcome = environment["CI"] == nil ? record(found, in: file) : "CI records none: run the test elsewhere first"
    Issue.record("Snapshot \(name): \(outcome)", sourceLocation: sourceLocation)
  } else if let expected, expected != found {
    let difference = lineDifference(expected: expected, found: found)
    Issue.record(
      "Snapshot \(name) differs (RECORD_SNAPSHOTS=1 takes what was found):\n\(difference)",
      sourceLocation: sourceLocation)
  }
}

/// - Returns: What came of it, for the test's report.
private func record(_ text: String, in file: URL) -> String {
  do {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return "recorded; look at it and run the test again"
  } catch {
    return "cannot be recorded in \(file.path): \(error.localizedDescription)"
  }
}
