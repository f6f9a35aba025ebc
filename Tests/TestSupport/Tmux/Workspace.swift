import Foundation

/// A home directory of a test's own, removed with its last reference, or with this process.
public final class Workspace: Sendable {
  public let directory: URL

  public init() throws {
    let name = try Sweeper.shared.get().directoryPrefix + UUID().uuidString
    directory = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// What makes a program at home here.
  public var environment: [String: String] {
    [
      "HOME": directory.path, "XDG_CONFIG_HOME": path("config"), "XDG_DATA_HOME": path("data"),
      "XDG_STATE_HOME": path("state"),
    ]
  }

  public func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  /// Writes a file, and the directories it lies in.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    let file = directory.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    // Not to be inherited by what another test starts at this moment: a script that somebody has open for writing can't
    // be run.
    let descriptor = Foundation.open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw ServerFailure(description: "\(file.path) cannot be written: \(errno)") }
    try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: Data(text.utf8))
    return file.path
  }

  /// Makes a named pipe.
  public func makePipe(_ name: String) throws {
    guard mkfifo(path(name), 0o600) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }

  /// Runs `triggertop` at home here, without a terminal.
  public func triggertop(_ arguments: String..., environment: [String: String] = [:]) async throws -> ProgramRun {
    try await ProgramRun.triggertop(arguments, environment: self.environment.merging(environment) { $1 })
  }

  /// Runs a line by the shell, at home here.
  public func shell(_ line: String) async throws -> ProgramRun {
    let base = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"]
    return try await ProgramRun.run("/bin/sh", ["-c", line], environment: base.merging(environment) { $1 })
  }
}
