/// How Python works the queue off.
enum PythonWork: String, CaseIterable, Sendable {
  /// `process_triggers()` again and again, until nothing is left.
  case rounds
  /// `process_triggers()` with DJTRIGGERS_ASYNC_HANDLING, and a Celery worker.
  case celery

  func begin(_ python: PythonSession) async throws {
    switch self {
    case .rounds: while try await python.call("process") != 0 {}
    case .celery: try await python.call("send_all")
    }
  }

  /// What fell due meanwhile.
  func end(_ python: PythonSession) async throws {
    if self == .celery { try await python.call("send_all") }
  }
}
