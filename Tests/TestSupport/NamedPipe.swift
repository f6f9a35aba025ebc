import Foundation
import Synchronization

/// The reading end of a named pipe, which tells what other programs wrote, and that all of them have let go of it.
public final class NamedPipe: Sendable {
  private let watch: DescriptorWatch
  private let chunks: AsyncStream<[UInt8]>
  /// Open for writing here, until somebody asks for the end.
  private let held: Mutex<Int32?>

  /// - Parameter isHeld: then it also ends where nobody ever had it open: a lifeline of processes that may be gone
  ///   before they got to open it.
  public init(_ path: String, isHeld: Bool = false) throws {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    held = Mutex(isHeld ? open(path, O_WRONLY | O_CLOEXEC) : nil)
    let (chunks, sink) = AsyncStream.makeStream(of: [UInt8].self)
    self.chunks = chunks
    watch = try DescriptorWatch(descriptor) { descriptor in
      var buffer = [UInt8](repeating: 0, count: 4_096)
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 { sink.yield(Array(buffer[..<count])) } else if count == 0 { sink.finish() }
      return count != 0
    }
  }

  deinit { letGo() }

  /// All that was written, once nobody has it open for writing any more. For one caller.
  public func text() async throws -> String {
    letGo()
    var bytes: [UInt8] = []
    for await chunk in chunks { bytes += chunk }
    try Task.checkCancellation()
    return String(decoding: bytes, as: UTF8.self)
  }

  private func letGo() {
    let descriptor = held.withLock { held in
      defer { held = nil }
      return held
    }
    if let descriptor { close(descriptor) }
  }
}

extension Workspace {
  /// What is written into a pipe by the time that nobody has it open for writing any more; waits for a first writer.
  public func read(_ pipe: String) async throws -> String {
    try await NamedPipe(path(pipe)).text().trimmingCharacters(in: .newlines)
  }

  /// Lets go on who waits for the pipe to be opened; waits for a reader.
  public func open(_ pipe: String) async throws {
    let run = try await shell(": > '\(path(pipe))'")
    guard run.status == 0 else { throw ServerFailure(description: run.errors) }
  }
}
