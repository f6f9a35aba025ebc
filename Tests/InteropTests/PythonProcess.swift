import Foundation
import Synchronization
import TestSupport

/// A Python program at work; killed when nobody holds it any more.
final class PythonProcess: Sendable {
  private let process: pid_t
  private let input: FileHandle
  /// Something was printed.
  private let chunks: AsyncStream<Void>
  private let transcript = Transcript()

  /// Starts a program in the project's directory.
  convenience init(python: String, arguments: [String], environment: [String: String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = arguments
    process.currentDirectoryURL = PythonProject.directory
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"]) { $1 }
      .merging(try Sweeper.shared.get().environment) { $1 }
      .merging(environment) { $1 }
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
    self.init(process.processIdentifier, input.fileHandleForWriting, output.fileHandleForReading) {
      process.waitUntilExit()
    }
  }

  /// A session that `server.py` began, which is not our child: it is over when its output is.
  convenience init(session process: pid_t, input: FileHandle, output: FileHandle) {
    self.init(process, input, output) {}
  }

  /// - Parameter waitUntilGone: called on a thread of its own once the output has ended.
  private init(
    _ process: pid_t, _ input: FileHandle, _ output: FileHandle, _ waitUntilGone: @escaping @Sendable () -> Void
  ) {
    self.process = process
    self.input = input
    let (chunks, sink) = AsyncStream.makeStream(of: Void.self)
    self.chunks = chunks
    Thread.detachNewThread { [transcript] in
      while case let data = output.availableData, !data.isEmpty {
        transcript.append(data)
        sink.yield()
      }
      waitUntilGone()
      transcript.end()
      sink.finish()
    }
  }

  deinit { kill() }

  /// Waits until what it has printed satisfies a condition; one test at a time.
  /// - Throws: `PythonFailure` with the last it printed, where it ends before.
  @discardableResult
  func wait<Value>(for find: (String) -> Value?) async throws -> Value {
    if let found = find(transcript.text) { return found }
    for await _ in chunks {
      if let found = find(transcript.text) { return found }
    }
    // It may have printed and ended while nobody looked.
    if let found = find(transcript.text) { return found }
    throw PythonFailure(description: "Python ended, or took too long: \(transcript.text.suffix(2_000))")
  }

  /// Sends a line to its stdin.
  func send(line: String) { input.write(Data("\(line)\n".utf8)) }

  /// SIGKILL: it can do nothing about it.
  func kill() {
    if !transcript.isOver { Glibc.kill(process, SIGKILL) }
  }

  /// Kills it, and returns when it is gone.
  func end() async {
    kill()
    for await _ in chunks {}
  }
}

/// What a process has printed so far.
private final class Transcript: Sendable {
  private let content = Mutex((bytes: Data(), isOver: false))

  var text: String { content.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

  /// Whether the process is gone.
  var isOver: Bool { content.withLock { $0.isOver } }

  func append(_ chunk: Data) { content.withLock { $0.bytes += chunk } }
  func end() { content.withLock { $0.isOver = true } }
}
