import Foundation
import TriggerCore

/// The Django project in `Project/`, in a virtual environment with the pinned packages of its requirements.
///
/// The environment is made once below the build directory, in about half a minute, and used again.
struct PythonProject: Sendable {
  /// The servers it works with: `PGHOST`, `SQLITE_PATH`, `REDIS_URL`, …; and `RUNS`, the file for its runs.
  var environment: [String: String]

  private static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Project")
  /// Made on a thread of its own: it takes half a minute, for which it must not block a thread that tests share.
  private static let venv = Task {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<String, any Error>) in
      DispatchQueue(label: "venv").async { done.resume(with: Result { try makeEnvironment() }) }
    }
  }

  init(environment: [String: String]) { self.environment = environment }

  /// The library's own migrations, and tables for the models of the project.
  func migrate() async throws {
    let process = try await start(["project.py", "migrate"])
    try await process.wait { $0.contains("=> null") ? true : nil }
  }

  func session() async throws -> PythonSession { PythonSession(try await start(["project.py"])) }

  /// A Celery worker with one process, ready for messages.
  func worker() async throws -> PythonProcess {
    let worker = try await start(
      [
        "-m", "celery", "-A", "worker", "worker", "--pool", "solo", "--without-gossip", "--without-mingle",
        "--loglevel", "INFO",
      ])
    try await worker.wait { $0.contains("ready.") ? true : nil }
    return worker
  }

  private func start(_ arguments: [String]) async throws -> PythonProcess {
    let python = try await Self.venv.value
    let servers = environment
    return try PythonProcess(python: python, arguments: arguments, directory: Self.directory, environment: servers)
  }

  private static func makeEnvironment() throws -> String {
    let build = directory.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let environment = build.appending(path: ".build/interop-venv")
    let python = environment.appending(path: "bin/python").path
    let requirements = directory.appending(path: "requirements.txt")
    let stamp = environment.appending(path: "installed.txt")
    let wanted = try String(contentsOf: requirements, encoding: .utf8)
    if (try? String(contentsOf: stamp, encoding: .utf8)) == wanted { return python }
    try? FileManager.default.removeItem(at: environment)
    try finish("/usr/bin/env", ["python3", "-m", "venv", environment.path], remedy: "apt-get install python3-venv")
    try finish(
      python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements.path],
      remedy: "PyPI must be reachable")
    try wanted.write(to: stamp, atomically: true, encoding: .utf8)
    return python
  }

  private static func finish(_ program: String, _ arguments: [String], remedy: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw PythonFailure(description: "The Python environment could not be made (\(remedy)): \(arguments)")
    }
  }
}

struct PythonFailure: Error, CustomStringConvertible {
  let description: String
}
