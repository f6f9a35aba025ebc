import Foundation
import TestSupport

/// The real django-triggers, in a virtual environment below the build directory.
struct PythonSide: Side {
  let name: String
  private let python: String

  private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let sources = directory.appending(path: "Python")

  /// Makes the environment, in about half a minute the first time.
  init(redisPy: String) async throws {
    let environment = Self.directory.appending(path: ".build/redis-py-\(redisPy)").path
    name = "django-triggers, redis-py \(redisPy)"
    python = "\(environment)/bin/python"
    _ = try await Self.run("python3", ["-m", "venv", environment])
    let requirements = Self.sources.appending(path: "requirements.txt").path
    _ = try await Self.run(
      python, ["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements, "redis==\(redisPy)"])
  }

  func cost(of work: Work, count: Int, on queue: ThrowawayQueue) async throws -> Cost {
    var variables = ["DATABASE_URL": queue.databaseURL, "PYTHONDONTWRITEBYTECODE": "1"]
    if work == .processLocked { variables["REDIS_URL"] = queue.redisURL }
    let script = Self.sources.appending(path: "bench.py").path
    let output = try await Self.run(python, [script, work.function, "\(count)"], environment: variables)
    let figures = output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    guard figures.count == 2 else { throw BenchmarkFailure(description: "bench.py printed: \(output)") }
    return Cost(seconds: figures[0], writtenAhead: figures[1])
  }

  private static func run(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil
  ) async throws -> String {
    let run = try await ProgramRun.run(program, arguments, environment: environment)
    guard run.status == 0 else {
      throw BenchmarkFailure(description: "\(program) \(arguments.joined(separator: " ")): \(run.errors)")
    }
    return run.output
  }
}

extension Work {
  /// In bench.py.
  fileprivate var function: String {
    switch self {
    case .processLocked, .processUnlocked, .processFile: "process"
    case .fireEach, .fireEachFile: "fire_each"
    case .fireByEight: "fire_by_eight"
    case .fireAll: "fire_all"
    case .clean: "clean"
    }
  }
}
