import Foundation
import TriggerCore

/// The Django project in `Project/`.
struct PythonProject: Sendable {
  static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Project")

  /// What runs it.
  var python = PythonEnvironment.django42
  /// The servers it works with: `PGHOST`, `SQLITE_PATH`, `REDIS_URL`, …; and `RUNS`, the file for its runs.
  var environment: [String: String]

  /// The library's own migrations, and tables for the models of the project.
  func migrate() async throws {
    let session = try await session()
    try await session.call("migrate")
    await session.die()
  }

  func session() async throws -> PythonSession {
    PythonSession(try await python.server.begin(environment))
  }

  /// A Celery worker with one process, ready for messages.
  func worker() async throws -> PythonProcess {
    let worker = try PythonProcess(
      python: await python.python,
      arguments: [
        "-m", "celery", "-A", "worker", "worker", "--pool", "solo", "--without-gossip", "--without-mingle",
        "--loglevel", "INFO",
      ], environment: environment)
    try await worker.wait { $0.contains("ready.") ? true : nil }
    return worker
  }
}

struct PythonFailure: Error, CustomStringConvertible {
  let description: String
}
