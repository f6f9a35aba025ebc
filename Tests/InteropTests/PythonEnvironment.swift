import Foundation

/// A virtual environment with one Django and the packages pinned in `Project/requirements`.
///
/// Made below the build directory when it is first asked for, in about a quarter of a minute, and used again.
enum PythonEnvironment: String, Sendable {
  case django42 = "django-4.2"
  case django40 = "django-4.0"

  /// The path of its interpreter.
  var python: String {
    get async throws {
      switch self {
      case .django42: try await Self.newer.value
      case .django40: try await Self.older.value
      }
    }
  }

  /// Begins sessions; started when it is first asked for.
  var server: PythonServer {
    get async throws {
      switch self {
      case .django42: try await Self.newerServer.value
      case .django40: try await Self.olderServer.value
      }
    }
  }

  private static let newerServer = Task { try PythonServer(python: await newer.value) }
  private static let olderServer = Task { try PythonServer(python: await older.value) }

  private static let newer = Task { try await made(.django42) }
  private static let older = Task { try await made(.django40) }

  /// On a thread of its own: it takes long, and must not block one that tests share.
  private static func made(_ environment: PythonEnvironment) async throws -> String {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<String, any Error>) in
      DispatchQueue(label: environment.rawValue).async { done.resume(with: Result { try environment.make() }) }
    }
  }

  private func make() throws -> String {
    let build = PythonProject.directory.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: ".build")
    let directory = build.appending(path: "interop-\(rawValue)")
    let python = directory.appending(path: "bin/python").path
    let requirements = PythonProject.directory.appending(path: "requirements")
    let own = requirements.appending(path: "\(rawValue).txt")
    let wanted = try [requirements.appending(path: "common.txt"), own]
      .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    let stamp = directory.appending(path: "installed.txt")
    if (try? String(contentsOf: stamp, encoding: .utf8)) == wanted { return python }
    try? FileManager.default.removeItem(at: directory)
    try finish("/usr/bin/env", ["python3", "-m", "venv", directory.path], remedy: "apt-get install python3-venv")
    try finish(
      python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", own.path],
      remedy: "PyPI must be reachable")
    try wanted.write(to: stamp, atomically: true, encoding: .utf8)
    return python
  }

  private func finish(_ program: String, _ arguments: [String], remedy: String) throws {
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
