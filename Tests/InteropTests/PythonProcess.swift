import Foundation
import Synchronization

/// A Python program at work; killed when nobody holds it any more.
final class PythonProcess: Sendable {
  private let process: Process
  private let input = Pipe()
  private let lines: AsyncStream<String>
  private let transcript = Transcript()

  init(python: String, arguments: [String], directory: URL, environment: [String: String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = input
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    let (lines, sink) = AsyncStream.makeStream(of: String.self)
    self.lines = lines
    self.process = process
    try process.run()
    Thread.detachNewThread { [transcript] in
      while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
        let chunk = String(decoding: data, as: UTF8.self)
        transcript.append(chunk)
        sink.yield(chunk)
      }
      process.waitUntilExit()
      sink.finish()
    }
  }

  deinit { kill() }

  /// All it printed, once it has ended.
  func output() async throws -> String {
    for await _ in lines {}
    return transcript.text
  }

  /// Waits until it has printed `part`.
  func wait(for part: String) async throws {
    if transcript.text.contains(part) { return }
    for await _ in lines where transcript.text.contains(part) { return }
    throw PythonFailure(description: "It ended without saying \"\(part)\": \(transcript.text)")
  }

  /// Sends a line to its stdin.
  func answer() { input.fileHandleForWriting.write(Data("\n".utf8)) }

  /// SIGKILL: it can do nothing about it.
  func kill() {
    if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
  }
}

/// What a process has printed so far.
private final class Transcript: Sendable {
  private let content = Mutex("")

  var text: String { content.withLock { $0 } }

  func append(_ chunk: String) { content.withLock { $0 += chunk } }
}
