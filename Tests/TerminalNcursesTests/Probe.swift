import Foundation
import TestSupport

/// The probe in a terminal of its own.
enum Probe {
  /// The program, which lies beside the running test bundle, as `triggertop` does.
  private static let path: String = {
    let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("TerminalProbe").path
  }()

  /// - Parameter environment: added to a minimal one. Escape waits for a minute, so that no test hangs on a clock.
  static func open(
    columns: Int = 80, rows: Int = 24, environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    let base = ["TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "ESCDELAY": "60000"]
    return try PseudoTerminal(
      path, environment: base.merging(environment) { $1 }.filter { !$0.value.isEmpty }, columns: columns, rows: rows)
  }

  /// Once it has taken the terminal and painted on it.
  static func run(
    columns: Int = 80, rows: Int = 24, environment: [String: String] = [:]
  ) async throws -> PseudoTerminal {
    let terminal = try open(columns: columns, rows: rows, environment: environment)
    try await terminal.reports.wait(for: "open \(columns)x\(rows)")
    try await terminal.output.wait(for: "inputs:")
    return terminal
  }
}
