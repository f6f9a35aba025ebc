import Foundation
import TerminalUI
import Testing

/// Compares a frame with `Snapshots/<name>.txt` beside the calling test's file.
///
/// A missing snapshot, and with RECORD_SNAPSHOTS=1 one that differs, is written, and the test fails so that somebody
/// looks at it. Where CI is set nothing is ever written.
///
/// - Parameter name: The screen and its size, such as `main@80x24`.
public func assertSnapshot(
  of frame: Frame, named name: String, filePath: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let folder = URL(fileURLWithPath: filePath).deletingLastPathComponent().appendingPathComponent("Snapshots")
  let snapshot = Snapshot(name: name, folder: folder, environment: ProcessInfo.processInfo.environment)
  if let problem = snapshot.problem(with: frame.snapshotText) {
    Issue.record("\(problem)", sourceLocation: sourceLocation)
  }
}
