import Foundation
import TriggerCore

/// One `server.py`, of which all sessions of an environment are forks: so Django is imported once. It ends with this
/// process, whose end closes its input.
actor PythonServer {
  private let session: PythonSession
  /// Of two askers one waits: answers come in the order of the questions.
  private var last: Task<PythonProcess, any Error>?

  init(python: String) throws {
    session = PythonSession(try PythonProcess(python: python, arguments: ["server.py"], environment: [:]))
  }

  /// - Parameter environment: of the session, beside this process's own.
  func begin(_ environment: [String: String]) async throws -> PythonProcess {
    let task = Task { [last, session] in
      _ = await last?.result
      let (input, output) = (try Self.pipe(), try Self.pipe())
      let variables = DataValue.object(environment.map { TriggerData.Field($0.key, .text($0.value)) })
      let ends = [getpid(), input.reading.fileDescriptor, output.writing.fileDescriptor]
      let answer = try await session.call("begin", ends.map { .integer(Int64($0)) } + [variables])
      guard case .integer(let process) = answer else {
        throw PythonFailure(description: "No session was begun: \(answer.json)")
      }
      try input.reading.close()
      try output.writing.close()
      return PythonProcess(session: pid_t(process), input: input.writing, output: output.reading)
    }
    last = task
    return try await task.value
  }

  /// Whose ends no other program inherits: it would keep them open.
  private static func pipe() throws -> (reading: FileHandle, writing: FileHandle) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw PythonFailure(description: "No pipe: \(errno)") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (
      FileHandle(fileDescriptor: ends[0], closeOnDealloc: true),
      FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    )
  }
}
