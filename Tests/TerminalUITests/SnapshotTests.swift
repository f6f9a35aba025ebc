import Foundation
import TerminalUI
import Testing

@testable import TestSupport

@Suite("Snapshots")
struct SnapshotTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("snapshots-\(UUID())")

  private func snapshot(_ environment: [String: String] = [:]) -> Snapshot {
    Snapshot(name: "frame", folder: folder, environment: environment)
  }

  @Test("A person can read one")
  func readable() {
    var frame = Frame(size: Size(columns: 12, rows: 2))
    frame.write("日本 x", at: Point(x: 0, y: 0), style: Style(.title))
    frame.write("plain", at: Point(x: 2, y: 1), style: Style(.text, on: .cursor, bold: true))
    frame.cursor = Point(x: 3, y: 1)
    #expect(
      frame.snapshotText == """
        日本 x
          plain
        ════ roles ════
        tttt t
          .....
        ════ emphasis ════
        row 1: on cursor 2–6, bold 2–6
        ════ cursor ════
        row 1 column 3

        """)
  }

  @Test("A missing one is recorded and fails, then it passes until something differs")
  func life() {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(snapshot().problem(with: "a\nb\n")?.contains("recorded") == true)
    #expect(snapshot().problem(with: "a\nb\n") == nil)
    #expect(snapshot().problem(with: "a\nc\n")?.contains("2 - │b│\n2 + │c│") == true)
    #expect(snapshot().problem(with: "a\nb\n") == nil)
  }

  @Test("It is recorded anew on request, which fails once")
  func recording() {
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = snapshot().problem(with: "old")
    let recording = snapshot(["RECORD_SNAPSHOTS": "1"])
    #expect(recording.problem(with: "new")?.contains("recorded") == true)
    #expect(recording.problem(with: "new") == nil)
  }

  @Test("CI records nothing")
  func continuousIntegration() {
    let problem = snapshot(["CI": "true", "RECORD_SNAPSHOTS": "1"]).problem(with: "a")
    #expect(problem == "Snapshot frame: missing, and CI records none")
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }
}
