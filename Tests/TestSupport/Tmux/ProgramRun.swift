import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A program run to its end, with what it wrote.
public struct ProgramRun: Sendable {
  /// Its exit code; 128 and the signal's number where it died of one.
  public let status: Int32
  public let output: String
  public let errors: String

  /// The program under test.
  public static var triggertop: String { get throws { try ReleaseProgram.path } }

  /// Runs `triggertop` with these arguments and no terminal.
  /// - Parameter environment: added to a minimal one; `HOME` should be a directory of the test's own.
  public static func triggertop(_ arguments: [String], environment: [String: String]) async throws -> ProgramRun {
    let base = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"]
    return try await run(triggertop, arguments, environment: base.merging(environment) { $1 })
  }

  /// - Parameter program: a path, or a name to be found on PATH.
  /// - Parameter environment: all of it; nil is this process's own.
  public static func run(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil
  ) async throws -> ProgramRun {
    // None of it outlives this process.
    let variables = (environment ?? ProcessInfo.processInfo.environment)
      .merging(try Sweeper.shared.get().environment) { given, _ in given }
    let keyed = variables.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
    let result = try await Subprocess.run(
      program.hasPrefix("/") ? .path(FilePath(program)) : .name(program), arguments: Arguments(arguments),
      environment: .custom(Dictionary(uniqueKeysWithValues: keyed)), output: .string(limit: 16 << 20),
      error: .string(limit: 1 << 20))
    let status =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return ProgramRun(status: status, output: result.standardOutput, errors: result.standardError)
  }
}
