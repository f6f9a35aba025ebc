import Foundation
import Synchronization

/// A Python program at work; killed when nobody holds it any more.
final class PythonProcess: Sendable {
  private let process: Process
  private let input = Pipe()
  /// Something was printed.
  private let chunks: AsyncStream<Void>
  private let transcript = Transcript()

  init(python: String, arguments: [String], directory: URL, environment: [String: String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = input
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    let (chunks, sink) = AsyncStream.makeStream(of: Void.self)
    self.chunks = chunks
    self.process = process
    try process.run()
    Thread.detachNewThread { [transcript] in
      while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
        transcript.append(data)
        sink.yield()
      }
      process.waitUntilExit()
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
  func send(line: String) { input.fileHandleForWriting.write(Data("\(line)\n".utf8)) }

  /// SIGKILL: it can do nothing about it.
  func kill() {
    if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
  }

  /// Kills it, and returns when it is gone.
  func end() async {
    kill()
    for await _ in chunks {}
  }
}

/// What a process has printed so far.
private final class Transcript: Sendable {
  private let content = Mutex(Data())

  var text: String { content.withLock { String(decoding: $0, as: UTF8.self) } }

  func append(_ chunk: Data) { content.withLock { $0 += chunk } }
}
